"""Does a capital mean the city or the government? Its place in the sentence decides."""

from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from streams.extract.lexicon import Entry, lexicon, words
from streams.extract.mentions.reading import Found, Reading, root_of

SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj"})
OBJECTS: Final = frozenset({"dobj", "dative", "iobj"})
MODIFIERS: Final = frozenset({"compound", "nmod", "amod"})
LONGEST_LIST: Final = 20
"""Names in a list, at most."""

LONGEST_INITIALS: Final = 4
"""Letters of a capital's name that is written in capitals anyway: `D.C.`."""


def resolved(reading: Reading, found: Found) -> Found:
    """The state where its capital acts or is acted on, else the city; the bloc of `European sanctions`."""
    words_found = reading.text[found.start : found.end]
    if found.entry.use == "demonym":
        bloc, after = lexicon().adjectives.get(words_found), reading.after(found.end)
        return replace(found, entry=bloc) if bloc and after is not None and _is(after, "government_nouns") else found
    if found.entry.use != "capital":
        return found
    if governs(reading, found):
        return replace(found, entry=replace(found.entry, use="name"))
    city = words_found.title() if words_found.isupper() and len(words_found) > LONGEST_INITIALS else words_found
    return replace(found, entry=Entry(city, "GPE"))


def governs(reading: Reading, found: Found) -> bool:
    """Whether the name of a capital stands for a government."""
    after = reading.after(found.end)
    root = root_of(reading.tokens(found.start, found.end))
    if after is not None and reading.folded[after.idx : after.idx + len(after)] in {"'s", "'"}:
        return not _is(root.head, "city_nouns")
    return _by_role(root)


def _by_role(token: Token) -> bool:
    for _ in range(LONGEST_LIST):  # what is coordinated has the role of the first
        if token.dep_ != "conj":
            break
        token = token.head
    head, role = token.head, token.dep_
    if role in MODIFIERS:
        return _is(head, "government_nouns")
    if role == "pobj":
        return _behind_preposition(head)
    if role in OBJECTS:
        return not _is(head, "motion")
    # "Moscow: cap is void" names who speaks; a dateline was found before
    return role in SUBJECTS or (role == "ROOT" and token.i + 1 < len(token.doc) and token.nbor().text == ":")


def _behind_preposition(preposition: Token) -> bool:
    word, governor = preposition.lower_, preposition.head
    if word in words("metonyms", "place_prepositions"):
        return False
    if word == "from":
        return _is(governor, "answers")
    if word == "to":
        return not _is(governor, "motion")
    return word != "of" or not _is(governor, "place_nouns")


def _is(token: Token, kind: str) -> bool:
    known = words("metonyms", kind)
    return token.lower_ in known or token.lemma_.lower() in known
