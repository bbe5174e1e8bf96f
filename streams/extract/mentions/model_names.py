"""Names that only the model knows, filtered and corrected: its small version errs often and in known ways."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Span, Token

from streams.extract.lexicon import Entry, words
from streams.extract.mentions.ambiguous import is_short
from streams.extract.mentions.reading import Found, Reading, root_of
from streams.vocabulary import ActorType

RANK: Final = 3
LABELS: Final = frozenset({"PERSON", "ORG", "GPE", "FAC", "PRODUCT"})
SHORTEST: Final = 2
LONGEST: Final = 7
PLACE_PREPOSITIONS: Final = frozenset({"in", "near", "at", "from", "to", "through", "off", "via", "outside"})
INSIDE: Final = frozenset({"in", "near"})
ARTICLES: Final = frozenset({"the", "a", "an"})
ROLES_OF_ACTORS: Final = frozenset({"nsubj", "nsubjpass", "attr", "dobj", "poss", "agent"})
PROPER: Final = frozenset({"NNP", "NNPS"})


def model_names(reading: Reading, known: Sequence[Found]) -> Iterator[Found]:
    """The model's people, organisations and places where nothing is known, as far as they can be believed."""
    taken = bytearray(len(reading.text))
    for found in known:
        taken[found.start : found.end] = b"\1" * (found.end - found.start)
    for ent in reading.doc.ents:
        if ent.label_ not in LABELS or taken.find(1, ent.start_char, ent.end_char) >= 0:
            continue
        span = _trimmed(ent)
        if span is None or not _can_be_name(span) or span.text.lower() in reading.small_words:
            continue
        kind = _type(reading, span, ent.label_)
        if kind is not None:
            yield Found(span.start_char, span.end_char, Entry(re.sub(r"\s+", " ", span.text), kind), RANK)


def _trimmed(ent: Span) -> Span | None:
    """The span without articles, titles, possessives and what stands behind a comma or line break."""
    doc, first, last = ent.doc, ent.start, ent.end
    while first < last and _is_lead(doc[first]):
        first += 1
    last = next((token.i for token in doc[first:last] if token.is_space or token.text in {",", ";"}), last)
    while last > first and (not doc[last - 1].text[0].isalnum() or doc[last - 1].is_stop):
        last -= 1
    return doc[first:last] if first < last else None


def _is_lead(token: Token) -> bool:
    text = token.text
    return not text[0].isupper() or text in words("names", "titles") or token.lower_ in words("companies", "leads")


def _can_be_name(span: Span) -> bool:
    """Not too long, no number, no address, no short name that the article must explain."""
    if len(span.text) < SHORTEST or len(span) > LONGEST or is_short(span.text):
        return False
    return not any(token.like_num or token.like_url or token.text[-1].isdigit() for token in span)


def _type(reading: Reading, span: Span, label: str) -> ActorType | None:
    """What the words name after all; None if nobody."""
    before = span.doc[span.start - 1] if span.start else None
    headline, many = reading.in_headline(span.start_char), len(span) > 1
    if many and span[-1].text in words("companies", "endings"):
        return None if headline else "ORG"
    if many and span[0].text in words("given_names", "family_names_first"):
        return "PERSON"
    if label == "PERSON":
        return _person(span, before, headline=headline)
    if headline:
        return None
    if label == "GPE" or (before is not None and before.lower_ in INSIDE and not span.text.isupper()):
        return _place(span, before)
    return _organisation(span, before)


def _person(span: Span, before: Token | None, *, headline: bool) -> ActorType | None:
    """A full name, or a surname behind a title."""
    if any(token.text in words("companies", "generic") or token.lower_ in words("vessels", "cues") for token in span):
        return None
    if len(span) == 1:
        return "PERSON" if before is not None and before.text in words("names", "titles") else None
    if (headline and span.text.isupper()) or (before is not None and before.lower_ in ARTICLES):
        return None
    return "GPE" if before is not None and before.lower_ in INSIDE else "PERSON"


def _place(span: Span, before: Token | None) -> ActorType | None:
    """A place behind a preposition or beside another place; somebody who does something is an organisation."""
    if any(token.tag_ not in PROPER for token in span):
        return None
    if before is not None and before.lower_ in PLACE_PREPOSITIONS:
        return "GPE"
    root = root_of(span)
    role, head = root.dep_, root.head
    beside = role == "conj" and head.ent_type_ == "GPE" and head.dep_ == "pobj"
    if (beside and head.head.lower_ in PLACE_PREPOSITIONS) or (role == "pobj" and head.lower_ == "of"):
        return "GPE"
    return _organisation(span, before) if role in ROLES_OF_ACTORS or role in {"conj", "pobj"} else None


def _organisation(span: Span, before: Token | None) -> ActorType | None:
    """Behind an article only acronyms are believed: `the Hana` is a ship."""
    single, first = len(span) == 1, span[0]
    if before is not None and before.lower_ in ARTICLES and not (single and first.is_upper):
        return None
    if single and (first.tag_ != "NNP" or (first.is_sent_start and first.dep_ not in ROLES_OF_ACTORS)):
        return None
    return "ORG"
