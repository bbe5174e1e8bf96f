"""Readings of spaCy's dependency parse: who governs a word, its subject, its object, its noun phrase."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Span, Token

CLOSE: Final = 2
"""Words between a noun and a clause that still belongs to its name."""
SUBJECT: Final = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECT: Final = frozenset({"nsubjpass", "csubjpass"})
CLAUSE_LIMIT: Final = frozenset({"relcl", "advcl", "parataxis", "ROOT"})
PREMODIFIER: Final = frozenset(
    {"compound", "amod", "poss", "nmod", "npadvmod", "nummod", "det", "case", "punct", "advmod", "quantmod", "predet"}
)


def governors(token: Token, limit: int = 8) -> Iterator[tuple[Token, str]]:
    """The words above a token within its clause, nearest first, each with the relation that led to it.

    A coordinated word has the governors of the word that it is joined to. Relations are spaCy's, and
    `prep:WORD` through a preposition. Stops at the border of a relative or adverbial clause.
    """
    here = token
    for _ in range(limit):
        while here.dep_ == "conj" and here.head.pos_ == here.pos_:
            here = here.head
        if here.dep_ in CLAUSE_LIMIT or here.head is here:
            return
        relation = here.dep_
        above = here.head
        if relation in ("pobj", "pcomp") and above.dep_ in ("prep", "agent", "dative"):
            relation = "agent" if above.dep_ == "agent" else f"prep:{above.lower_}"
            if above.head is above:
                return
            above = above.head
        yield above, relation
        here = above


def subjects(verb: Token) -> list[Token]:
    """Head words of the subject of a verb, that of a governing or coordinated verb where it has none.

    "agreed to extend": the subject of "agreed". "who sanctioned it": the noun that "who" stands for.
    """
    here = verb
    for _ in range(6):
        found = [child for child in here.lefts if child.dep_ in SUBJECT] or [
            child for child in here.rights if child.dep_ in SUBJECT
        ]
        if found:
            return [_antecedent(child, here) for child in found]
        if any(child.dep_ in PASSIVE_SUBJECT for child in here.children) and here is not verb:
            return []
        if here.dep_ == "relcl" and here is verb and not any(child.dep_ in PASSIVE_SUBJECT for child in here.children):
            return [here.head]
        if here.dep_ in ("conj", "xcomp", "advcl", "ccomp", "aux", "acl", "pcomp", "prep") and here.head is not here:
            here = here.head
        else:
            return []
    return []


def passive_subjects(verb: Token) -> list[Token]:
    """Head words of the passive subject of a verb, that of a coordinated passive where it has none."""
    found = [_antecedent(child, verb) for child in verb.children if child.dep_ in PASSIVE_SUBJECT]
    if found or verb.tag_ != "VBN":
        return found
    if verb.dep_ in ("conj", "xcomp") and verb.head.pos_ in ("VERB", "AUX"):
        return [_antecedent(child, verb.head) for child in verb.head.children if child.dep_ in PASSIVE_SUBJECT]
    return []


def _antecedent(child: Token, verb: Token) -> Token:
    """What a relative pronoun stands for; any other word itself."""
    if child.tag_ in ("WDT", "WP", "WP$") and verb.dep_ == "relcl":
        return verb.head
    return child


def objects(verb: Token) -> list[Token]:
    """Head words of the direct objects of a verb, and of what they are joined to."""
    found = [_antecedent(child, verb) for child in verb.children if child.dep_ in ("dobj", "oprd", "attr")]
    return [word for child in found for word in (child, *conjuncts(child))]


def conjuncts(token: Token) -> list[Token]:
    """Words coordinated below a token, and appositions in lists."""
    found: list[Token] = []
    queue = [token]
    while queue:
        for child in queue.pop(0).children:
            if child.dep_ == "conj" and child not in found:
                found.append(child)
                queue.append(child)
    return found


def after(token: Token, *prepositions: str) -> list[Token]:
    """Head words of the phrases that follow a word with one of the prepositions, coordinated ones too."""
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.lower_ in prepositions:
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    found += [inner, *conjuncts(inner)]
    return found


def noun_phrase(head: Token) -> Span:
    """A noun with what stands before it and its of-phrases: "three of the owners of Russian tankers"."""
    first = head.i
    for child in head.lefts:
        if child.dep_ in PREMODIFIER:
            first = min(first, child.left_edge.i)
    last = head.i
    for child in head.rights:
        if (child.dep_ == "prep" and child.lower_ in ("of", "in", "tied")) or (
            child.dep_ in ("acl", "relcl") and child.i - head.i <= CLOSE
        ):
            last = max(last, _shallow_end(child))
    return _trim(head.doc[first : last + 1])


def _shallow_end(token: Token) -> int:
    """Last token below a word, without what is coordinated behind it or set off by a comma."""
    last = token.i
    for child in token.rights:
        if child.dep_ in ("cc", "conj", "punct", "appos"):
            if child.dep_ == "punct" and child.text in ("-", "'"):
                continue
            break
        last = max(last, _shallow_end(child))
    return last


def _trim(span: Span) -> Span:
    first, last = span.start, span.end
    doc = span.doc
    while last - first > 1 and (
        doc[first].dep_ in ("punct", "cc", "predet")
        or doc[first].lower_
        in ("the", "a", "an", "its", "their", "his", "these", "those", "this", "that", "both", "all")
    ):
        first += 1
    while last - first > 1 and (doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return doc[first:last]


def auxiliaries(verb: Token) -> set[str]:
    """Lower-cased auxiliaries and modals of a verb, those of a verb it is coordinated with where it has none."""
    own = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if not own and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX") and verb.tag_ == verb.head.tag_:
        return auxiliaries(verb.head)
    return own


def is_negated(token: Token) -> bool:
    """Whether a word is denied by its own "not", "no", "never", "neither" or "without"."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in ("no", "neither", "never", "nor"):
            return True
        if child.dep_ in PASSIVE_SUBJECT | SUBJECT and any(
            inner.lower_ in ("no", "neither", "none") for inner in (child, *child.children)
        ):
            return True
    return token.dep_ in ("pobj", "pcomp") and token.head.lower_ == "without"
