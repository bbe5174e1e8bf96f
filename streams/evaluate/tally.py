"""Counting one article: which gold facts were found, which are right, slot by slot, and every error.

Counts of articles add up, so a score over any set of them (all, one genre, a bootstrap sample)
is the score of their sum.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from streams.evaluate.compare import Fact, name_of, same_name
from streams.evaluate.kinds import KINDS, Kind

Counts = Counter[str]
"""Counts by name, such as `sanctions/found` or `price_caps/slot/unit`."""

ENTITY_TYPES: Final = frozenset({"PERSON", "ORG", "GPE"})
"""The entity types that are annotated everywhere, hence scored."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: `missed` has no prediction, `spurious` no gold, `wrong slot` both."""

    what: str
    kind: str
    article_id: str
    gold: Fact | None
    predicted: Fact | None


def tally(gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> tuple[Counts, list[Fault]]:
    """Count one article; `gold` is a corpus row, `predicted` a line as `extract` prints it."""
    counts = Counts({"articles": 1})
    faults: list[Fault] = []
    for kind in KINDS:
        _facts(kind, gold, predicted, counts, faults)
    _entities(gold, predicted, counts)
    for kind in KINDS:
        for fact in predicted.get(kind.key, ()):
            counts["evidence/all"] += 1
            counts["evidence/anchored"] += anchored(gold["text"], fact.get("evidence"))
    return counts, faults


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


def _facts(
    kind: Kind, gold: Mapping[str, Any], predicted: Mapping[str, Any], counts: Counts, faults: list[Fault]
) -> None:
    golds: Sequence[Fact] = gold[kind.key]
    predictions: Sequence[Fact] = predicted.get(kind.key, ())
    pairs = matches(kind, golds, predictions)
    for place, fact in enumerate(golds):
        match = predictions[pairs[place]] if place in pairs else None
        if fact["optional"]:  # two careful readers may disagree, so it counts neither way
            counts[f"{kind.key}/ignored"] += match is not None
            continue
        right = match is not None and all(agrees(fact, match) for agrees in kind.right)
        for suffix in ("_all",) if fact["background"] else ("_all", ""):
            counts[f"{kind.key}/gold{suffix}"] += 1
            counts[f"{kind.key}/found{suffix}"] += match is not None
            counts[f"{kind.key}/right{suffix}"] += right
        if match is not None:
            counts[f"{kind.key}/matched"] += 1
            for slot, agrees in kind.slots.items():
                counts[f"{kind.key}/slot/{slot}"] += agrees(fact, match)
        if not right and not fact["background"]:
            faults.append(Fault("wrong slot" if match else "missed", kind.key, gold["article_id"], fact, match))
    spurious = [prediction for other, prediction in enumerate(predictions) if other not in set(pairs.values())]
    faults += [Fault("spurious", kind.key, gold["article_id"], None, prediction) for prediction in spurious]
    counts[f"{kind.key}/predicted"] += len(predictions)
    if gold.get("hard_negative"):
        counts[f"{kind.key}/hard_negatives"] += 1
        counts[f"{kind.key}/hard_negative_spurious"] += len(spurious)


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
