"""Who or what is hit: parties by name, groups as worded, and the country of goods."""

from typing import TYPE_CHECKING, Final

from spacy.tokens import Token

from streams.extract.document import Mention, Sentence
from streams.extract.grammar import after, conjuncts, noun_phrase
from streams.extract.phrases import lemma
from streams.extract.sanctions.actors import covering
from streams.extract.sanctions.lexicon import roles
from streams.messages import Actor

if TYPE_CHECKING:
    from streams.vocabulary import ActorType

NO_PARTY: Final = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL", "QUANTITY"})
LONGEST_GROUP: Final = 14
"""Words of a group's name, at most: longer phrases are parser slips."""


def parties(sentence: Sentence, heads: list[Token]) -> tuple[Actor, ...]:
    """The parties that noun phrases name, in order, each once."""
    found: dict[str, Actor] = {}
    for head in dict.fromkeys(
        word for h in heads for word in (*_named(h), *(w for c in conjuncts(h) for w in _named(c)))
    ):
        for actor in party(sentence, head):
            found.setdefault(actor.name, actor)
    return tuple(found.values())


def _named(head: Token) -> list[Token]:
    """A noun with the names it introduces; the names alone where it is singular ("the lender Svarog Bank")."""
    listed = _listed(head)
    return listed if listed and head.tag_ == "NN" else [head, *listed]


def _listed(head: Token) -> list[Token]:
    """Names in apposition to a common noun ("three banks: Sberbank, VTB and Otkritie"), not what explains a name."""
    if head.pos_ == "PROPN":
        return []
    return [
        w for child in head.children if child.dep_ == "appos" for w in (child, *conjuncts(child)) if w.pos_ == "PROPN"
    ]


def party(sentence: Sentence, head: Token) -> tuple[Actor, ...]:
    """The party that one noun phrase names; empty where it names none."""
    word = lemma(head)
    mention = covering(sentence, head)
    if mention is not None and mention.type == "LAW":
        return ()
    if mention is not None and not mention.demonym:
        return (mention.actor(),)
    if (
        head.pos_ == "PRON"
        or (mention is None and word in roles()["places"])
        or (word in roles()["not_targets"] and mention is None and word not in roles()["belongings"])
    ):
        return ()
    timed = any(d.start <= head.idx < d.end for d in sentence.dates)
    money = any(q.start <= head.idx < q.end for q in sentence.quantities)
    if mention is None and (head.ent_type_ in NO_PARTY or timed or money):
        return ()
    if word in roles()["belongings"]:
        owned = parties(sentence, [*after(head, "of", "belonging"), *[c for c in head.lefts if c.dep_ == "poss"]])
        return owned or countries_in(sentence, head)
    if word in roles()["goods"] or head.pos_ == "VERB":
        return countries_in(sentence, head)
    if word in roles()["reasons"] or head.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ"):
        return ()
    if mention is not None and mention.demonym and head.tag_ == "NNPS":
        return (mention.actor(),)
    phrase = noun_phrase(head)
    if len(phrase) > LONGEST_GROUP:
        phrase = phrase[: head.i - phrase.start + 1]
    kind: ActorType = "SECTOR" if word in ("sector", "industry", "economy") else "GROUP"
    return (Actor(name=phrase.text, type=kind, mention=phrase.text, start=phrase.start_char, end=phrase.end_char),)


def countries_in(sentence: Sentence, head: Token) -> tuple[Actor, ...]:
    """Countries named inside a noun phrase or a buying, selling or moving: "Russian oil", "goods from Iran"."""
    low = min((w.idx for w in head.subtree), default=head.idx)
    high = max((w.idx + len(w) for w in head.subtree), default=head.idx + len(head))
    return tuple(
        {m.name: m.actor() for m in sentence.mentions if low <= m.start and m.end <= high and _is_country(m)}.values()
    )


def _is_country(mention: Mention) -> bool:
    return mention.type == "GPE" and mention.acts_for is not None


def of_restriction(sentence: Sentence, noun: Token, verb: Token | None) -> tuple[Actor, ...]:
    """Whom a restriction hits by its own words: "sanctions on X", "imposed sanctions on X", "Russia sanctions"."""
    prepositions = ("on", "against", "targeting", "upon")
    found = parties(sentence, after(noun, *prepositions))
    if not found:
        found = parties(
            sentence,
            [
                w
                for child in noun.children
                if child.dep_ in ("acl", "relcl") and lemma(child) in ("target", "hit", "aim")
                for w in (*[c for c in child.children if c.dep_ == "dobj"], *after(child, "at", "on"))
            ],
        )
    if not found and verb is not None and verb.i != noun.i:
        found = parties(sentence, after(verb, *prepositions))
    if not found:
        phrase = noun_phrase(noun)
        found = tuple(
            m.actor()
            for m in sentence.mentions
            if phrase.start_char <= m.start and m.end <= noun.idx and m.name in roles()["often_hit"]
        )
    if not found:
        found = parties(
            sentence,
            [
                w
                for w in after(noun, "for", "of", "to", "from", "over")
                if (m := covering(sentence, w)) is not None and not m.demonym and lemma(w) not in roles()["reasons"]
            ],
        )
    return found


def anywhere(sentence: Sentence, verb: Token) -> tuple[Actor, ...]:
    """The parties of a sentence without a known act: its subject and objects, else the countries of its goods."""
    heads = [
        w
        for w in verb.subtree
        if w.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")
        and (lemma(w) in roles()["parties"] or _names_party(sentence, w))
    ]
    found = parties(sentence, heads)
    if found:
        return found
    hit = [m.actor() for m in sentence.mentions if m.name in roles()["often_hit"] and m.type == "GPE"]
    return tuple({actor.name: actor for actor in hit}.values())


def _names_party(sentence: Sentence, head: Token) -> bool:
    mention = covering(sentence, head)
    return mention is not None and mention.type in ("ORG", "PERSON", "VESSEL") and mention.acts_for is None


def points_back(sentence: Sentence, actor: Actor) -> bool:
    """Whether a group is one told before: "the designated persons", "these four", "all listed vessels"."""
    if actor.type != "GROUP" or actor.start is None or actor.end is None:
        return False
    span = sentence.span.doc.char_span(actor.start, actor.end, alignment_mode="expand")
    if span is None:
        return False
    words = {token.lower_ for token in span} | {child.lower_ for child in span.root.lefts}
    return not words.isdisjoint(roles()["back"]) and not any(
        token.like_num and token.lower_ not in roles()["back"]
        for token in span
        if token.i == span.start and not words & {"the", "these"}
    )


def is_likely_party(sentence: Sentence, actor: Actor) -> bool:
    """Whether a group is of the kind that is listed: persons, firms, ships, or a phrase with a country in it."""
    if actor.start is None or actor.end is None:
        return False
    span = sentence.span.doc.char_span(actor.start, actor.end, alignment_mode="expand")
    if span is None:
        return False
    named = any(actor.start <= m.start and m.end <= actor.end for m in sentence.mentions)
    return named or not roles()["parties"].isdisjoint(lemma(token) for token in span) or span[0].like_num
