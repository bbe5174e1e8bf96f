"""Whom an act hits, by the kind of its trigger."""

from spacy.tokens import Token

from streams.extract.document import Sentence
from streams.extract.grammar import after, objects, passive_subjects, subjects
from streams.extract.phrases import lemma
from streams.extract.sanctions import actors, targets
from streams.extract.sanctions.lexicon import PartyRule, roles
from streams.extract.sanctions.triggers import Trigger, restriction_hits
from streams.messages import Actor


def parties_hit(sentence: Sentence, trigger: Trigger) -> tuple[Actor, ...]:
    """The parties that an act names; empty where it names none of its own."""
    verb = trigger.verb
    if verb is None:
        return _of_restriction(sentence, trigger)
    if trigger.party is not None:
        return targets.parties(sentence, _governed(verb, trigger.party))
    if trigger.relation == "face":
        return targets.parties(sentence, subjects(verb))
    if trigger.relation == "prep:with":
        return targets.parties(sentence, objects(verb) or passive_subjects(verb))
    if trigger.relation == "bare":
        return targets.anywhere(sentence, verb)
    return _of_restriction(sentence, trigger)


def _of_restriction(sentence: Sentence, trigger: Trigger) -> tuple[Actor, ...]:
    if trigger.restriction is None:
        return ()
    return targets.of_restriction(sentence, trigger.restriction, trigger.verb)


def _governed(word: Token, rule: PartyRule) -> list[Token]:
    """The words that an act by itself puts its party into: object, passive subject, of-phrase or subject."""
    if rule.noun:
        return after(word, "of", "on")
    if rule.party == "subject":
        return subjects(word)
    heads = passive_subjects(word) or objects(word)
    if not heads and word.tag_ == "VBN" and word.dep_ in ("acl", "relcl"):
        return [word.head]
    return heads


def has_what_it_needs(sentence: Sentence, trigger: Trigger, measures: tuple[str, ...]) -> bool:
    """Whether the words stand by that make a common verb ("hit", "ban") an act on a party."""
    needs = trigger.party.needs if trigger.party is not None else None
    if needs == "measure":
        return measures != ("unspecified",)
    if needs == "restriction" and trigger.verb is not None:
        heads = passive_subjects(trigger.verb) or objects(trigger.verb) or subjects(trigger.verb)
        listed = any(lemma(head) in roles()["parties"] or _is_party(sentence, head) for head in heads)
        return listed or bool(restriction_hits(sentence))
    return True


def _is_party(sentence: Sentence, head: Token) -> bool:
    mention = actors.covering(sentence, head)
    return mention is not None and mention.type in ("ORG", "PERSON", "VESSEL") and mention.acts_for is None
