"""Whose restriction an act is."""

from spacy.tokens import Token

from streams.extract.document import Assertion, Sentence
from streams.extract.grammar import passive_subjects, subjects
from streams.extract.sanctions import actors
from streams.extract.sanctions.actors import Imposers
from streams.extract.sanctions.focus import Focus, elsewhere
from streams.extract.sanctions.triggers import Trigger
from streams.messages import Actor


def imposers_of(
    sentence: Sentence, trigger: Trigger, assertion: Assertion, focus: Focus, hit: tuple[Actor, ...]
) -> Imposers:
    """Whose restriction it is: own words, subject, by-phrase, the act's author, then who acted before."""
    names = {actor.name for actor in hit}
    candidates: list[Imposers] = []
    its = False
    if trigger.restriction is not None:
        own, its = actors.of_restriction(sentence, trigger.restriction)
        candidates.append(own)
    verb = trigger.verb
    pointer = its
    if verb is not None and trigger.relation not in ("course", "face", "mention"):
        heads = subjects(verb)
        by = _by(verb)
        barred = trigger.party is not None and trigger.party.party == "subject"
        if assertion.status not in ("called_for", "rejected") and not barred:
            candidates.append(actors.acting(sentence, heads, "subject"))
        candidates.append(actors.acting(sentence, by, "by-phrase"))
        pointer = pointer or any(actors.is_pointer(head) for head in heads)
        if assertion.status == "called_for":
            candidates.append(actors.acting(sentence, _called_on(verb), "called on"))
    if not pointer:
        candidates += [
            Imposers((elsewhere(i.author),), None, "author of the act")
            for i in sentence.instruments
            if i.author is not None
        ]
    candidates += [focus.imposers] if pointer else []
    if assertion.status not in ("called_for", "rejected") and trigger.relation != "mention":
        candidates.append(_before(sentence, trigger.token, names))
    if trigger.relation != "mention":
        candidates += [focus.imposers, focus.title]
    for candidate in candidates:
        left = tuple(actor for actor in candidate.actors if actor.name not in names)
        if left:
            return Imposers(left, candidate.authority, candidate.how)
    return Imposers()


def _by(verb: Token) -> list[Token]:
    """Whom a by-phrase behind a passive names, also where the parser hangs it to a noun ("added to the list by X")."""
    found = [w for child in verb.children if child.dep_ == "agent" for w in child.children]
    if found or not passive_subjects(verb):
        return found
    return [
        w
        for prep in verb.subtree
        if prep.lower_ == "by" and prep.dep_ in ("prep", "agent") and prep.i > verb.i
        for w in prep.children
        if w.dep_ == "pobj"
    ]


def _called_on(verb: Token) -> list[Token]:
    """Those who are asked: "called on the EU to ban", "urged Europe to adopt"."""
    above = verb.head if verb.dep_ in ("xcomp", "ccomp", "advcl") else verb
    heads = [c for c in verb.children if c.dep_ == "nsubj"] if verb.dep_ == "ccomp" else []
    heads += [c for c in above.children if c.dep_ == "dobj"]
    heads += [
        w
        for c in above.children
        if c.dep_ == "prep" and c.lower_ in ("on", "to")
        for w in c.children
        if w.dep_ == "pobj"
    ]
    return heads


def _before(sentence: Sentence, token: Token, names: set[str]) -> Imposers:
    """The last authority, else the last state that can act, named before the act in its sentence."""
    earlier = [
        m
        for m in sentence.mentions
        if m.end <= token.idx
        and actors.is_state(m)
        and m.acts_for is not None
        and m.acts_for.name not in names
        and not m.demonym
    ]
    best = next((m for m in reversed(earlier) if m.authority), None) or (earlier[-1] if earlier else None)
    if best is None or best.acts_for is None:
        return Imposers()
    state = Actor(
        name=best.acts_for.name,
        type=best.acts_for.type,
        id=best.acts_for.id,
        mention=best.text,
        start=best.start,
        end=best.end,
    )
    return Imposers((state,), best.actor() if best.authority else None, "named before in the sentence")
