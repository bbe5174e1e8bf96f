"""Counting one article: which gold facts were found, which are right, slot by slot, and what became of each.

Counts of articles add up, so a score over any set of them (all, one genre, a bootstrap sample)
is the score of their sum.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from streams.evaluate.compare import Fact, name_of, same_name
from streams.evaluate.kinds import KINDS, Kind

Counts = Counter[str]
"""Counts by name, such as `sanctions/found` or `price_caps/slot/unit`."""

Verdict = Literal["right", "wrong slot", "missed", "spurious", "either way"]
"""What became of a fact; `either way` where two careful readers may disagree, so that it never counts."""

ENTITY_TYPES: Final = frozenset({"PERSON", "ORG", "GPE"})
"""The entity types that are annotated everywhere, hence scored."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One fact and its verdict: `missed` has no prediction, `spurious` no gold.

    `wrong` names the slots that keep a matched fact from being right, `differs` all that disagree.
    """

    verdict: Verdict
    kind: str
    article_id: str
    gold: Fact | None
    predicted: Fact | None
    wrong: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()

    @property
    def background(self) -> bool:
        """Whether the gold fact is history told as context; missing it costs only the wider recall."""
        return self.gold is not None and bool(self.gold["background"])

    @property
    def fault(self) -> bool:
        """Whether it is an error that a headline figure feels."""
        return self.verdict == "spurious" or (self.verdict in {"missed", "wrong slot"} and not self.background)

    @property
    def confidence(self) -> float | None:
        """The prediction's own confidence, 0 to 1; null where there is none."""
        value = self.predicted.get("confidence") if self.predicted else None
        return float(value) if isinstance(value, int | float) else None


def tally(gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> tuple[Counts, list[Judgement]]:
    """Count one article; `gold` is a corpus row, `predicted` a line as `extract` prints it."""
    counts = Counts({"articles": 1})
    judgements: list[Judgement] = []
    for kind in KINDS:
        judged = list(_judge(kind, gold, predicted))
        _count(kind, judged, counts)
        if gold.get("hard_negative"):
            counts[f"{kind.key}/hard_negatives"] += 1
            counts[f"{kind.key}/hard_negative_spurious"] += sum(one.verdict == "spurious" for one in judged)
        judgements += judged
    _entities(gold, predicted, counts)
    for kind in KINDS:
        for fact in predicted.get(kind.key, ()):
            counts["evidence/all"] += 1
            counts["evidence/anchored"] += anchored(gold["text"], fact.get("evidence"))
    return counts, judgements


def matches(kind: Kind, golds: Sequence[Fact], predictions: Sequence[Fact]) -> dict[int, int]:
    """Pair gold facts with predictions one to one, the most alike first: gold's place to prediction's."""
    alike = sorted(
        (
            (kind.likeness(gold, prediction), -place, -other)
            for place, gold in enumerate(golds)
            for other, prediction in enumerate(predictions)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, place, other in alike:
        if likeness > 0 and -place not in pairs and -other not in taken:
            pairs[-place] = -other
            taken.add(-other)
    return pairs


def _judge(kind: Kind, gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> Iterator[Judgement]:
    golds: Sequence[Fact] = gold[kind.key]
    predictions: Sequence[Fact] = predicted.get(kind.key, ())
    article = gold["article_id"]
    pairs = matches(kind, golds, predictions)
    for place, fact in enumerate(golds):
        match = predictions[pairs[place]] if place in pairs else None
        wrong: tuple[str, ...] = ()
        differs: tuple[str, ...] = ()
        if match is not None:
            wrong = tuple(slot for slot, agrees in kind.right.items() if not agrees(fact, match))
            differs = tuple(slot for slot, agrees in kind.slots.items() if not agrees(fact, match))
        verdict: Verdict = "missed" if match is None else "wrong slot" if wrong else "right"
        yield Judgement("either way" if fact["optional"] else verdict, kind.key, article, fact, match, wrong, differs)
    for other in sorted(set(range(len(predictions))) - set(pairs.values())):
        yield Judgement("spurious", kind.key, article, None, predictions[other])


def _count(kind: Kind, judgements: Iterable[Judgement], counts: Counts) -> None:
    for one in judgements:
        counts[f"{kind.key}/predicted"] += one.predicted is not None
        if one.verdict == "either way":
            counts[f"{kind.key}/ignored"] += one.predicted is not None
            continue
        if one.gold is None:
            continue
        for suffix in ("_all",) if one.background else ("_all", ""):
            counts[f"{kind.key}/gold{suffix}"] += 1
            counts[f"{kind.key}/found{suffix}"] += one.predicted is not None
            counts[f"{kind.key}/right{suffix}"] += one.verdict == "right"
        if one.predicted is not None:
            counts[f"{kind.key}/matched"] += 1
            for slot in kind.slots:
                counts[f"{kind.key}/slot/{slot}"] += slot not in one.differs


def _entities(gold: Mapping[str, Any], predicted: Mapping[str, Any], counts: Counts) -> None:
    if "entities" not in gold:
        return
    golds = [(entity["type"], set(_names(entity))) for entity in gold["entities"] if entity["type"] in ENTITY_TYPES]
    found = {(entity["type"], name_of(entity)) for entity in _scored(predicted.get("entities", ()))}

    def agree(ours: tuple[str, set[str]], theirs: tuple[str, str]) -> bool:
        return ours[0] == theirs[0] and any(same_name(name, theirs[1]) for name in ours[1])

    counts["entities/gold"] += len(golds)
    counts["entities/predicted"] += len(found)
    counts["entities/found"] += sum(any(agree(ours, theirs) for theirs in found) for ours in golds)
    counts["entities/right"] += sum(any(agree(ours, theirs) for ours in golds) for theirs in found)


def _names(entity: Mapping[str, Any]) -> Iterator[str]:
    yield name_of(entity["canonical"])
    for mention in entity.get("mentions", ()):
        yield name_of(mention)


def _scored(entities: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (entity for entity in entities if entity.get("type") in ENTITY_TYPES)


def anchored(text: str, evidence: object) -> bool:
    """Whether evidence stands in the article, at its offsets where it has any."""
    passage: Mapping[str, Any] = evidence if isinstance(evidence, Mapping) else {"text": evidence}
    words = str(passage.get("text") or "")
    if not words or words not in text:
        return False
    return "start" not in passage or text[passage["start"] : passage["end"]] == words
