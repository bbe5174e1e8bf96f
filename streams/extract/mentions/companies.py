"""Names of companies and other organisations by their form: legal suffixes, legal prefixes, head words."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Token

from streams.extract.lexicon import Entry, lexicon, words
from streams.extract.mentions.reading import Found, Reading

LEGAL_RANK: Final = 0
HEAD_RANK: Final = 1
LONGEST: Final = 9
"""Words of a name, at most."""

SHORTEST_UPPER: Final = 5
"""Letters from which a word in capitals is compared as if it were written small."""

LONGEST_SHORT: Final = 3
"""Letters of a state's short name, at most: `UK`."""

NOT_NAMES: Final = frozenset({"ADV", "VERB", "SCONJ", "ADP"})
JOINERS: Final = frozenset({"of", "and", "for"})


def companies(reading: Reading) -> Iterator[Found]:
    """`Ice Pearl Navigation SA`, `OOO Alfa`, and, with less certainty, `UK Ship Register`, `Bank of Moscow`."""
    legal, heads = words("companies", "legal_forms"), words("companies", "heads")
    legal_first, head_first = words("companies", "form_first"), words("companies", "head_first")
    for index, text in enumerate(reading.words):
        if not text[0].isupper():
            continue
        word = text.capitalize() if text.isupper() and len(text) >= SHORTEST_UPPER else text
        if word in legal_first:
            yield from _behind_form(reading, index)
        if word in head_first and not reading.in_headline(reading.doc[index].idx):
            yield from _behind_head(reading, index)
        if word in legal:
            yield from _before_form(reading, index)
        elif word in heads and not reading.in_headline(reading.doc[index].idx):
            yield from _before_head(reading, index)


def _behind_form(reading: Reading, form: int) -> Iterator[Found]:
    """The capitalised words behind a legal form that comes first."""
    doc, last = reading.doc, form
    while last + 1 < len(doc) and last - form < LONGEST and _inside(doc[last + 1]):
        last += 1
    if last > form:
        yield _found(reading, form, last, LEGAL_RANK)


def _before_form(reading: Reading, form: int) -> Iterator[Found]:
    """The words before a legal form, to the last one of several: `Co., Ltd`."""
    doc, texts, legal = reading.doc, reading.words, words("companies", "legal_forms")
    first = form
    while first and form - first < LONGEST and not doc[first].is_sent_start:
        before = doc[first - 1]
        lists = before.text == "," and texts[first] in legal
        joins = before.text == "and" and not _named(texts[first:form])
        if not (_capital(before) or _sign(before) or before.text == "." or lists or joins):
            break
        first -= 1
    first = _without_lead(reading, first, form, titled=True)
    last = form
    while last + 1 < len(doc) and last - form < LONGEST:
        step = 2 if texts[last + 1] in {",", "."} else 1
        if last + step >= len(doc) or texts[last + step] not in legal:
            break
        last += step
    if _named(texts[first:form]):
        yield _found(reading, first, last, LEGAL_RANK)


def _behind_head(reading: Reading, head: int) -> Iterator[Found]:
    """`Bank of Moscow`, `Ministry of Trade and Industry`, `Department for Work and Pensions`, `Bank Dabrabyt`."""
    doc, texts = reading.doc, reading.words
    following = doc[head + 1 : head + 3].text.lower().split()
    if following and following[0] in {"of", "for"}:
        last = head + (2 if following[1:] == ["the"] else 1)
    elif texts[head] == "Bank":
        last = head
    else:
        return
    organ = texts[head] in words("organs", "organs")
    if organ and last + 1 < len(doc) and _names_state(texts[last + 1]):
        return  # "Foreign Ministry of Russia" ends with the ministry
    joiners = {"and", "&"} if organ else set()
    stops = words("names", "titles") if last == head else frozenset()
    while last + 1 < len(doc) and last - head < LONGEST:
        step = 2 if texts[last + 1] in joiners else 1
        if last + step >= len(doc) or not _inside(doc[last + step]) or texts[last + step] in stops:
            break
        last += step
    if last > head and texts[last][0].isupper():
        yield _found(reading, head, last, HEAD_RANK)


def _before_head(reading: Reading, head: int) -> Iterator[Found]:
    """The words before a head word that ends the name."""
    doc, texts, heads = reading.doc, reading.words, words("companies", "heads")
    if head + 1 < len(doc) and (texts[head + 1] in heads or texts[head + 1] in words("companies", "legal_forms")):
        return
    first = head
    while first and head - first < LONGEST and not doc[first].is_sent_start:
        before = doc[first - 1]
        joins = before.text in JOINERS and first > 1 and texts[first - 2] in heads
        if not (_capital(before) or _sign(before) or joins):
            break
        first -= 1
    organ = texts[head] in words("organs", "organs")
    first = _without_lead(reading, first, head, titled=not organ)
    if (organ and first < head) or _named(texts[first:head]):
        yield _found(reading, first, head, HEAD_RANK)


def _capital(token: Token) -> bool:
    return token.text[0].isupper() or bool(token.is_digit)


def _inside(token: Token) -> bool:
    return _capital(token) and not token.is_sent_start


def _sign(token: Token) -> bool:
    """`&`, or a hyphen within a word."""
    return token.text == "&" or (token.text == "-" and not token.whitespace_)


def _without_lead(reading: Reading, first: int, last: int, *, titled: bool) -> int:
    """Drop what stands before a name: articles, titles (`titled`), and a state unless nothing else names it."""
    while first < last:
        token, text = reading.doc[first], reading.words[first]
        opens = token.lower_ in words("companies", "leads") or (titled and text in words("names", "titles"))
        opens = opens or not text[0].isalpha() or (bool(token.is_sent_start) and token.pos_ in NOT_NAMES)
        if not opens and not (_is_state(text) and _named(reading.words[first + 1 : last])):
            break
        first += 1
    return first


def _is_state(word: str) -> bool:
    """Whether a word is a state's adjective or short name, which only leads up to a name: `Russian Sberbank`."""
    entry = lexicon().named(word)
    return entry is not None and entry.acts_for is not None and (entry.use == "demonym" or len(word) <= LONGEST_SHORT)


def _names_state(word: str) -> bool:
    entry = lexicon().named(word)
    return entry is not None and entry.type == "GPE" and entry.acts_for is not None


def _named(texts: Iterable[str]) -> bool:
    """Whether a word names something by itself: neither generic, nor a head word, nor a legal form."""
    common = words("companies", "common")
    return any(text[0].isupper() and text not in common for text in texts)


def _found(reading: Reading, first: int, last: int, rank: int) -> Found:
    doc = reading.doc
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    return Found(start, end, Entry(re.sub(r"\s+", " ", reading.text[start:end]), "ORG"), rank)
