"""A comparison of two runs as text for people and as JSON for machines."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from streams.evaluate.changes import Change, Comparison, EntityChange, better
from streams.evaluate.report import confidence_note
from streams.evaluate.tally import Judgement
from streams.evaluate.wording import evidence, sentence

SHOWN_ARTICLES: Final = 3


def changes_text(comparison: Comparison) -> Iterator[str]:
    """The changes as lines for a terminal: what moved, fact by fact, then the figures."""
    facts, entities = (Counter(one.what for one in changes) for changes in (comparison.facts, comparison.entities))
    yield (
        f"facts: {facts['gained']} gained, {facts['lost']} lost, {facts['changed']} changed; "
        f"entities: {entities['gained']} gained, {entities['lost']} lost"
    )
    for change in comparison.facts:
        yield from _change_lines(change)
    for entity in comparison.entities:
        yield _entity_line(entity)
    yield ""
    yield f"{'':28} {'before':>7}  {'now':>7}  {'change':>7}"
    for headline, before, now in comparison.figures:
        word = better(headline, before, now)
        moved = "" if before is None or now is None else f"{now - before:+.4f}"
        remark = "" if word == "same" else f"  {word}"
        yield f"{headline.title:28} {_figure(before):>7}  {_figure(now):>7}  {moved:>7}{remark}"


def changes_json(comparison: Comparison) -> dict[str, Any]:
    """The changes as a JSON object; the figures by name, each with its value before and now."""
    return {
        "facts": [
            {
                "what": change.what,
                "kind": change.kind,
                "article_id": change.article_id,
                "before": _side(change.before),
                "now": _side(change.now),
            }
            for change in comparison.facts
        ],
        "entities": [
            {"what": one.what, "type": one.type, "name": one.name, "articles": list(one.articles)}
            for one in comparison.entities
        ],
        "figures": {one.name: {"before": before, "now": now} for one, before, now in comparison.figures},
    }


def _side(judgement: Judgement | None) -> dict[str, Any] | None:
    return None if judgement is None else {"verdict": judgement.verdict, "fact": judgement.predicted}


def _change_lines(change: Change) -> Iterator[str]:
    verdicts = [one.verdict for one in (change.before, change.now) if one is not None]
    one = change.now or change.before
    if one is None or one.predicted is None:  # a change has at least one side, and each side its fact
        return
    told = verdicts[0] if len(set(verdicts)) == 1 else " -> ".join(verdicts)
    yield f"[{change.what}, {told}] {change.kind} {change.article_id}{confidence_note(one)}"
    if change.what == "changed":
        for field, before, now in change.fields():
            yield f"    {field}: {before or '-'} -> {now or '-'}"
    else:
        yield f"    {sentence(change.kind, one.predicted)}"
    yield f"    text: {evidence(one.predicted)}"


def _entity_line(entity: EntityChange) -> str:
    count = len(entity.articles)
    first = ", ".join(entity.articles[:SHOWN_ARTICLES]) + (", ..." if count > SHOWN_ARTICLES else "")
    return f"[{entity.what}] {entity.type} {entity.name} in {count} article{'s' if count > 1 else ''}: {first}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
