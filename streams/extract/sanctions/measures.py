"""Which measures an act is, and whether the article is about sanctions at all."""

from collections.abc import Iterable

from spacy.tokens import Token

from streams.extract.document import Document
from streams.extract.sanctions.lexicon import measure_cues, predicates, restrictions, roles
from streams.extract.sanctions.triggers import Trigger


def measures_in(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The measures that words name, in order."""
    return tuple(dict.fromkeys(hit.label for hit in measure_cues().find(tokens)))


def measures_of(trigger: Trigger, clause: list[Token]) -> tuple[str, ...]:
    """The measures of an act: those its restriction and its clause name; `unspecified` where none is told."""
    if trigger.party is not None and trigger.party.measure:
        return (trigger.party.measure,)
    found = list(measures_in(clause))
    own = trigger.label.measure if trigger.label is not None else "unspecified"
    if own == "price_cap":
        return ("price_cap",)
    if own != "unspecified" and own not in found:
        found.insert(0, own)
    if own == "trade_embargo" and "import_ban" in found:
        found.remove("trade_embargo")
    return tuple(m for m in found if m != "price_cap") or ("unspecified",)


def about_sanctions(document: Document) -> bool:
    """Whether weak words ("measures", "ban", "penalties") may be read as sanctions in this article.

    True where sanctions or their instruments are named, and states are, and courts, sports and
    credits don't prevail.
    """
    sentences = [*document.sentences, *([document.title] if document.title else [])]
    strong = sum(
        1 for s in sentences for phrases in (roles().strong_context, measure_cues()) for _ in phrases.find(s.span)
    )
    other = sum(1 for s in sentences for _ in roles().other_context.find(s.span))
    states = any(m.acts_for is not None for s in sentences for m in s.mentions)
    return states and strong > 0 and strong * 2 >= other


def may_tell(document: Document) -> bool:
    """Whether any word of an article is one for a restriction, a measure, or an act; cheap, and true far too often."""
    sentences = [*document.sentences, *([document.title] if document.title else [])]
    sets = (restrictions(), measure_cues(), predicates().party, roles().strong_context)
    return any(phrases.within(sentence.span) for sentence in sentences for phrases in sets)
