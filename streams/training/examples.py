"""Annotated articles as tensors: word pieces, features and labels of one document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from streams.evaluate.corpus import Row
from streams.extract import Extractor, published_day
from streams.extract.learned.chunks import Chunked, chunked
from streams.extract.learned.clauses import in_clauses
from streams.extract.learned.prepared import Prepared, prepare
from streams.training.labels import Labels, labels_of


@dataclass(frozen=True, slots=True)
class Example:
    """One document. Rows of the tensors follow the order of `Prepared`.

    `sentences` [n, SENTENCE_FEATURES], `actions` [n, 9, ACTION_FEATURES], `bare` [n, LEVEL_FEATURES], `levels`
    [m, LEVEL_FEATURES], `candidates` [k, FEATURES]; `pools` holds for each sentence the indices of its
    candidates and their features [p, PAIR_FEATURES].
    """

    article_id: str
    prepared: Prepared
    places: Chunked
    labels: Labels
    sentences: Tensor
    actions: Tensor
    bare: Tensor
    levels: Tensor
    candidates: Tensor
    pools: tuple[tuple[Tensor, Tensor], ...]


def examples(rows: Iterable[Row], extractor: Extractor, tokenizer: Tokenizer) -> Iterator[Example]:
    """The examples of annotated articles; articles without any sentence are left out."""
    for row in rows:
        published = published_day(row.get("published_at"))
        document, sanctions, caps = extractor.draft_by_rules(row["text"], row.get("title"), published)
        clauses = in_clauses(document)
        prepared = prepare(clauses, sanctions, caps)
        if prepared.texts:
            places = chunked(prepared, tokenizer)
            yield _example(row["article_id"], prepared, places, labels_of(row, clauses, prepared))


def _example(article_id: str, prepared: Prepared, places: Chunked, labels: Labels) -> Example:
    return Example(
        article_id=article_id,
        prepared=prepared,
        places=places,
        labels=labels,
        sentences=torch.tensor(prepared.sentences),
        actions=torch.tensor(prepared.actions),
        bare=torch.tensor(prepared.bare),
        levels=torch.tensor([level.features for level in prepared.levels]),
        candidates=torch.tensor([candidate.features for candidate in prepared.candidates]),
        pools=tuple(
            (torch.tensor([index for index, _ in pool]), torch.tensor([features for _, features in pool]))
            for pool in prepared.pools
        ),
    )
