"""Whose restriction an act is."""

from collections.abc import Iterator

from spacy.tokens import Token

from streams.extract.document import Assertion, Sentence
from streams.extract.grammar import after, passive_subjects, subjects
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
    for candidate in (*_told(sentence, trigger, assertion), *_inferred(sentence, trigger, assertion, focus, names)):
        left = tuple(actor for actor in candidate.actors if actor.name not in names)
        if left:
            return Imposers(left, candidate.authority, candidate.how)
    return Imposers()


def _told(sentence: Sentence, trigger: Trigger, assertion: Assertion) -> Iterator[Imposers]:
    """Whom the act's own words name: those of its restriction, its subject, its by-phrase, those called on."""
    if trigger.restriction is not None:
        yield actors.of_restriction(sentence, trigger.restriction)
    verb = trigger.verb
    if verb is None or trigger.relation in ("course", "face", "mention"):
        return
    if verb.dep_ == "relcl":  # "a resolution of the Security Council that would have put sanctions on X"
        yield actors.of_restriction(sentence, verb.head)
        yield actors.acting(sentence, after(verb.head, "of"), "whose act it is")
    barred = trigger.party is not None and trigger.party.party == "subject"
    if assertion.status not in ("called_for", "rejected") and not barred:
        yield actors.acting(sentence, subjects(verb), "subject")
    yield actors.acting(sentence, _by(verb), "by-phrase")
    if assertion.status == "called_for":
        yield actors.acting(sentence, _called_on(verb), "called on")


def _inferred(
    sentence: Sentence, trigger: Trigger, assertion: Assertion, focus: Focus, names: set[str]
) -> Iterator[Imposers]:
    """Whom the words around name: what a pronoun stands for, the author of the act, who acted before."""
    if _points_back(trigger):
        yield focus.imposers
    else:
        yield from (
            Imposers((elsewhere(i.author),), None, "author of the act") for i in sentence.instruments if i.author
        )
    told = assertion.status not in ("called_for", "rejected") and trigger.relation != "mention"
    if told and _names_nobody(trigger):
        yield from (_authority(sentence, names), focus.imposers, focus.title)
    if told:
        yield _before(sentence, trigger.token, names)
    if trigger.relation != "mention":
        yield from (focus.imposers, focus.title, focus.seen)


def _points_back(trigger: Trigger) -> bool:
    """Whether the act's author is told by a pronoun or "the bloc": "its sanctions", "the ministry banned"."""
    own = trigger.restriction is not None and any(child.tag_ == "PRP$" for child in trigger.restriction.lefts)
    if own or trigger.verb is None or trigger.relation in ("course", "face", "mention"):
        return own
    return any(actors.is_pointer(head) for head in subjects(trigger.verb))


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


def _names_nobody(trigger: Trigger) -> bool:
    """Whether the act is told without its author: a passive, or a measure alone."""
    verb = trigger.verb
    return trigger.relation in ("bare", "face", "course") or (verb is not None and bool(passive_subjects(verb)))


def _authority(sentence: Sentence, names: set[str]) -> Imposers:
    """The first agency named anywhere in the sentence, as in "X was listed, the Treasury said"."""
    found = next((m for m in sentence.mentions if m.authority and m.acts_for and m.acts_for.name not in names), None)
    return actors.of_mention(found, "agency in the sentence") if found is not None else Imposers()


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
    return actors.of_mention(best, "named before in the sentence") if best is not None else Imposers()
