"""Lemma phrases from rule files, matched over spaCy tokens in time linear in the text.

A phrase is words with blanks between: `cut|shut .. off`. `|` separates alternatives, `?` behind a
word makes it optional, `..` stands for up to `MAX_GAP` words of the same sentence. Each word
is compared with the token's lemma and with its lower-cased text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from spacy.tokens import Doc, Span, Token

FORMS: Final = "sanctionwire.forms"
MAX_GAP: Final = 9
SHORTEST_PLURAL: Final = 5
"""Letters of a name that may be a plural: "Iris" and "AIS" are none."""
T = TypeVar("T")


def lemma(token: Token) -> str:
    """The lower-cased lemma; plurals that the tagger took for names lose their s."""
    word = token.lemma_.lower()
    if token.pos_ == "PROPN" and word.endswith("s") and not word.endswith("ss") and len(word) >= SHORTEST_PLURAL:
        return word[:-1]
    return word


def forms_of(doc: Doc) -> list[tuple[str, str]]:
    """The lower-cased text and the lemma of every token of a document, made once for all phrase sets."""
    forms: list[tuple[str, str]] | None = doc.user_data.get(FORMS)
    if forms is None:
        forms = doc.user_data[FORMS] = [(token.lower_, lemma(token)) for token in doc]
    return forms


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a phrase: its alternatives, and what may stand before it."""

    words: frozenset[str]
    optional: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found at tokens `first` to `last` (indices into the Doc, both inclusive)."""

    label: T
    phrase: str
    first: int
    last: int


def compile_phrase(phrase: str) -> tuple[Step, ...]:
    """Steps of a phrase.

    Raises ValueError with the reason where it is none.
    """
    steps: list[Step] = []
    gap = False
    for word in phrase.split():
        if word == "..":
            gap = True
            continue
        optional = word.endswith("?")
        words = frozenset(word.rstrip("?").split("|"))
        if "" in words:
            raise ValueError(f"{phrase!r} has an empty word")
        steps.append(Step(words, optional, gap))
        gap = False
    if not steps or steps[0].optional or steps[0].gap or gap:
        raise ValueError(f"{phrase!r} must start with a word that is not optional, and not end with a gap")
    return tuple(steps)


class Phrases(Generic[T]):
    """A set of phrases with a label each."""

    def __init__(self, labels: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[str, tuple[Step, ...], T]]] = {}
        for phrase, label in labels.items():
            steps = compile_phrase(phrase)
            for word in steps[0].words:
                self._by_first.setdefault(word, []).append((phrase, steps, label))

    def find(self, span: Span | Iterable[Token]) -> Iterator[Hit[T]]:
        """All hits, in the order of their first token; of several at one token, the longest first."""
        tokens: Span | list[Token] = span if isinstance(span, Span) else list(span)
        if not tokens:
            return
        places = range(tokens.start, tokens.end) if isinstance(tokens, Span) else [token.i for token in tokens]
        whole = forms_of(tokens[0].doc)
        forms = [whole[place] for place in places]
        by_first = self._by_first
        for here, form in enumerate(forms):
            if form[0] not in by_first and form[1] not in by_first:
                continue
            hits = []
            for word in dict.fromkeys(form):
                for phrase, steps, label in by_first.get(word, ()):
                    last = _match(forms, here, steps)
                    if last is not None:
                        hits.append(Hit(label, phrase, places[here], places[last]))
            yield from sorted(hits, key=lambda hit: (hit.first - hit.last, -len(hit.phrase)))

    def within(self, span: Span | Iterable[Token]) -> bool:
        """Whether any phrase stands in the span."""
        return next(self.find(span), None) is not None


def _match(forms: list[tuple[str, str]], place: int, steps: tuple[Step, ...]) -> int | None:
    """Index of the last token of a match that starts at `place`, or None."""
    here = place
    for step in steps[1:]:
        reach = MAX_GAP if step.gap else 0
        found = next(
            (i for i in range(here + 1, min(here + 2 + reach, len(forms))) if not step.words.isdisjoint(forms[i])),
            None,
        )
        if found is not None:
            here = found
        elif not step.optional:
            return None
    return here
