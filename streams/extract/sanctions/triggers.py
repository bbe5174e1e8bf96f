"""Where a sentence speaks of an act: a restriction with what is done to it, or a word that is an act by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from spacy.tokens import Token

from streams.extract.document import Sentence
from streams.extract.grammar import governors, objects
from streams.extract.phrases import Hit, Phrases, lemma
from streams.extract.sanctions.lexicon import PartyRule, Restriction, predicates, restrictions, roles

T = TypeVar("T")
COMPOUND: Final = frozenset({"compound", "nmod", "poss", "amod"})
ON_CAP: Final = frozenset({"dobj", "nsubjpass", "nsubj", "prep:of", "prep:in", "prep:to", "prep:on"})
ON_RESTRICTION: Final = frozenset(
    {
        "dobj", "nsubjpass", "nsubj", "oprd", "attr", "xcomp", "ccomp",
        "prep:on", "prep:to", "prep:for", "prep:off", "prep:against", "prep:out",
    }
)  # fmt: skip
"""Relations in which a verb does something to a restriction below it."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """An act: its word, the restriction it is about (if told), what is done and by which rule.

    `verb` is the word whose subject and object are the parties; `token` carries the assertion.
    """

    token: Token
    action: str
    rule: str
    verb: Token | None = None
    restriction: Token | None = None
    label: Restriction | None = None
    party: PartyRule | None = None
    relation: str = ""


def restriction_hits(sentence: Sentence) -> list[Hit[Restriction]]:
    """Nouns for restrictions, the longest of those that overlap."""
    found: list[Hit[Restriction]] = []
    for hit in restrictions().find(sentence.span):
        word = sentence.span.doc[hit.last]
        if word.pos_ not in ("NOUN", "PROPN") and not (
            word.pos_ in ("VERB", "ADJ", "ADV")
            and hit.label.strong
            and word.tag_ not in ("VBN", "VBD", "VB", "VBG", "JJ")
        ):
            continue
        if found and hit.first <= found[-1].last:
            continue
        found.append(hit)
    return found


@dataclass(frozen=True, slots=True)
class Cues:
    """What each word of a sentence does to a restriction or party, by token index."""

    verbs: dict[int, str]
    nouns: dict[int, str]
    caps: dict[int, str]
    course: dict[int, str]
    holds: dict[int, str]
    party: dict[int, PartyRule]

    @classmethod
    def of(cls, sentence: Sentence) -> "Cues":
        """The cues of a sentence, of several at one word the longest."""
        rules, words = predicates(), roles()
        return cls(
            verbs=_by_first(rules.verbs, sentence),
            nouns=_by_first(rules.nouns, sentence),
            caps=_by_first(rules.cap_verbs, sentence),
            course=_by_first(words.course, sentence),
            holds=_by_first(words.holds, sentence),
            party=_by_first(rules.party, sentence),
        )


def triggers(sentence: Sentence) -> Iterator[Trigger]:
    """All acts of a sentence, in order."""
    doc = sentence.span.doc
    cues = Cues.of(sentence)
    nouns_here = restriction_hits(sentence)
    taken: set[int] = set()
    for hit in nouns_here:
        found = _of_restriction(doc[hit.last], hit.label, cues)
        if found is not None:
            taken.add(found.token.i)
            yield found
    restricted = {i for hit in nouns_here for i in range(hit.first, hit.last + 1)}
    for place, party in cues.party.items():
        word = doc[place]
        if place in taken or (place in restricted and not party.noun) or not _is_act(word, party):
            continue
        taken.add(place)
        yield Trigger(token=word, action=party.action, rule=f"party/{party.id}", verb=word, party=party)


def bare_measure(sentence: Sentence) -> Trigger:
    """The head of a sentence that names a measure but no known act: "ships may no longer call at EU ports"."""
    root = sentence.span.root
    return Trigger(token=root, action="impose", rule="bare-measure", verb=root, relation="bare")


def _by_first(phrases: Phrases[T], sentence: Sentence) -> dict[int, T]:
    """The label of the longest phrase that starts at each token."""
    found: dict[int, T] = {}
    for hit in phrases.find(sentence.span):
        found.setdefault(hit.first, hit.label)
    return found


def _is_act(word: Token, rule: PartyRule) -> bool:
    """Whether a word is used as the act: a verb that is no adjective, with an object that the rule allows."""
    if rule.noun:
        return word.pos_ == "NOUN"
    if word.pos_ not in ("VERB", "AUX") and word.tag_ not in ("VBD", "VBN", "VBZ"):
        return False
    if word.dep_ in ("amod", "compound"):
        return False
    if rule.objects:
        governed = {lemma(w) for w in objects(word)} | {
            lemma(c) for c in word.children if c.dep_ in ("nsubjpass", "nsubj")
        }
        return not governed.isdisjoint(rule.objects)
    return True


def _of_restriction(noun: Token, label: Restriction, cues: Cues) -> Trigger | None:
    """What is done to a restriction: the nearest word above it that is an action."""
    head = noun
    while head.dep_ in COMPOUND and head.head.pos_ in ("NOUN", "PROPN") and head.head.i > head.i:
        above = head.head
        if lemma(above) in roles()["people"]:
            return None
        if cues.nouns.get(above.i, "impose") != "impose":
            return _on(above, cues.nouns[above.i], "noun", noun, label, "compound")
        head = above
        if lemma(above) not in roles()["packages"]:
            break
    mistaken = next((word for word in head.lefts if word.i in cues.verbs and _is_verb_after_all(word)), None)
    if mistaken is not None:
        return _on(mistaken, cues.verbs[mistaken.i], "verb", head, label, "dobj")
    for above, relation in governors(head):
        if (
            above.i in cues.verbs
            and relation == "nsubj"
            and cues.verbs[above.i] in ("impose", "lift")
            and objects(above)
        ):
            return None  # the restriction acts itself ("sanctions hit exports"): no act on it
        found = _done_by(above, relation, head, label, cues)
        if found is not None:
            return found
    verb = next((above for above, _ in governors(head) if above.pos_ in ("VERB", "AUX")), None)
    return Trigger(
        token=head,
        action="impose",
        rule="restriction/mention",
        verb=verb,
        restriction=head,
        label=label,
        relation="mention",
    )


def _is_verb_after_all(word: Token) -> bool:
    """Whether the parser took a verb for an adjective: "The Council prolonged sanctions", with a name right before."""
    return word.tag_ in ("VBN", "VBD") and word.dep_ == "amod" and word.i > 0 and word.nbor(-1).pos_ == "PROPN"


def _done_by(above: Token, relation: str, head: Token, label: Restriction, cues: Cues) -> Trigger | None:
    """The act that one word above a restriction does to it, if it does any."""
    place = above.i
    if label.measure == "price_cap" and place in cues.caps and relation in ON_CAP:
        return _on(above, cues.caps[place], "cap", head, label, relation)
    if above.pos_ in ("NOUN", "PROPN"):
        done = cues.nouns.get(place, "impose")
        return (
            _on(above, done, "noun", head, label, relation)
            if done != "impose" and relation.startswith("prep:")
            else None
        )
    if relation in ("nsubj", "nsubjpass") and place in cues.course and place not in cues.verbs:
        return _on(above, "impose", "course", head, label, "course")
    if place in cues.verbs and relation in ON_RESTRICTION:
        return _on(above, cues.verbs[place], "verb", head, label, relation)
    if relation == "dobj" and place in cues.holds:
        return _on(above, "impose", "holds", head, label, "holds")
    if relation == "prep:with" and place in cues.party:
        return _on(above, "impose", "hit-with", head, label, relation)
    if relation == "dobj" and lemma(above) in roles()["faces"]:
        return _on(above, "impose", "face", head, label, "face")
    return None


def _on(word: Token, action: str, kind: str, restriction: Token, label: Restriction, relation: str) -> Trigger:
    return Trigger(
        token=word,
        action=action,
        rule=f"restriction/{action}-{kind}",
        verb=word,
        restriction=restriction,
        label=label,
        relation=relation,
    )
