"""The learned model: an encoder (ONNX) that reads word pieces, and small heads on it (numpy)."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from streams.errors import SetupError
from streams.extract.learned.chunks import chunked
from streams.extract.learned.confidence import Confidence
from streams.extract.learned.frames import Frames
from streams.extract.learned.heads import Floats, Heads, Reading
from streams.extract.learned.prepared import Prepared

DATA: Final = Path(str(files("streams.extract.learned"))) / "data"


class Network:
    """The encoder and its heads; one for each process."""

    def __init__(self, encoder: bytes, heads: Heads, tokenizer: Tokenizer, confidence: Confidence) -> None:
        self.confidence = confidence
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # processes share the machine, not threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(encoder, options, providers=["CPUExecutionProvider"])
        self._heads = heads
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path = DATA) -> "Network":
        """The model in a folder, the one that ships where none is told.

        Raises SetupError that names the file of it that is missing or broken.
        """
        confidence = Confidence.load(folder)
        threadpool_limits(1, "blas")  # matrices of this size are slower on several threads
        path = folder / "heads.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                heads = Heads({name: arrays[name].astype(np.float32) for name in arrays})
            path = folder / "tokenizer.json"
            tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            path = folder / "encoder.onnx"
            return cls(path.read_bytes(), heads, tokenizer, confidence)
        except Exception as error:  # tokenizers and ONNX Runtime have no errors of their own for broken files
            raise SetupError(f"the learned model can't be loaded from {path}: {error}") from error

    def frames(self, prepared: Prepared) -> Frames:
        """All frames of a document that are likelier than `FLOOR`."""
        if not prepared.texts:
            return Frames((), ())
        places = chunked(prepared, self._tokenizer)
        reading = Reading(self._heads, prepared, places, self._encode(places.chunks))
        return Frames(tuple(reading.acts()), tuple(reading.caps()))

    def _encode(self, chunks: Sequence[list[int]]) -> list[Floats]:
        """A row of numbers for each word piece of each chunk.

        Each is read by itself: on one core several at once are no faster, and padding would have to be masked.
        """
        return [self._session.run(None, {"ids": np.asarray([chunk], np.int64)})[0][0] for chunk in chunks]
