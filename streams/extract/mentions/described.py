"""Names that no list and no model knows, by what the text says of them: `the refiner X`, `X, a bank`, `A and X`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from spacy.tokens import Span, Token

from streams.extract.lexicon import Entry, words
from streams.extract.mentions.ambiguous import is_short
from streams.extract.mentions.reading import Found, Reading, root_of
from streams.vocabulary import ActorType

RANK: Final = 3
SHARED: Final = frozenset({"ORG", "VESSEL", "GPE"})
"""Types that pass from one name to another that is coordinated with it."""

PROPER: Final = frozenset({"NNP", "NNPS"})
LONGEST: Final = 5
WIDEST: Final = 200
"""Tokens below one that are looked through."""

BASED: Final = "-based"


def described(reading: Reading, known: Sequence[Found]) -> Iterator[Found]:
    """Runs of capitalised words without a name yet, where the words around them tell what they are."""
    taken = {token.i: found.entry for found in known for token in reading.tokens(found.start, found.end)}
    for span in _unnamed(reading, taken):
        kind = _told(span) or _shared(span, taken)
        if kind is not None and not all(token.text in words("companies", "common") for token in span):
            yield Found(span.start_char, span.end_char, Entry(re.sub(r"\s+", " ", span.text), kind), RANK)


def _unnamed(reading: Reading, taken: Mapping[int, Entry]) -> Iterator[Span]:
    doc, end = reading.doc, 0
    for place, word in enumerate(reading.words):
        if place < end or not word[0].isupper():
            continue
        end = place
        while end < len(doc) and end - place < LONGEST and end not in taken and _is_name(reading, doc[end]):
            end += 1
        if end > place:
            yield doc[place:end]


def _is_name(reading: Reading, token: Token) -> bool:
    text = token.text
    if not text[0].isupper() or text[-1].isdigit() or text in words("names", "titles") or is_short(text):
        return False
    if token.tag_ not in PROPER or token.is_sent_start or token.ent_type_ == "DATE":
        return False
    return not reading.in_headline(token.idx)


def _told(span: Span) -> ActorType | None:
    """What a noun before the name, or one set off by commas behind it, says that it is."""
    doc, root = span.doc, root_of(span)
    if doc[span.end : span.end + 2].text == BASED:
        return "GPE"
    before = doc[span.start - 1].lemma_.lower() if span.start else ""
    if before in words("companies", "nouns"):
        return "ORG"
    if before in words("names", "titles") and len(span) > 1:
        return "PERSON"
    beside = _children(root, "appos")
    if root.dep_ == "appos":
        beside.append(root.head)
    return "ORG" if any(token.lemma_.lower() in words("companies", "nouns") for token in beside) else None


def _children(token: Token, role: str) -> list[Token]:
    """What hangs on a token in a role; nothing where it governs half of an endless sentence."""
    if token.right_edge.i - token.left_edge.i > WIDEST:
        return []
    return [child for child in token.children if child.dep_ == role]


def _shared(span: Span, taken: Mapping[int, Entry]) -> ActorType | None:
    """The type of a name that is coordinated with this one."""
    root = root_of(span)
    others = _children(root, "conj")
    if root.dep_ == "conj":
        others.append(root.head)
    for other in others:
        entry = taken.get(other.i)
        if entry is not None and entry.type in SHARED and entry.use == "name" and other.tag_ in PROPER:
            return entry.type
    return None
