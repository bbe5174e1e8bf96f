"""Penalties for breaking a regime (`enforce`), and breaches themselves (`evade`)."""

from spacy.tokens import Token

from streams.extract.assertion import attribution, judge
from streams.extract.document import Document, Sentence
from streams.extract.grammar import objects, passive_subjects, subjects
from streams.extract.phrases import lemma
from streams.extract.sanctions import actors, targets
from streams.extract.sanctions.actors import Imposers
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.lexicon import breaches, predicates, restrictions
from streams.extract.sanctions.measures import measures_in
from streams.messages import Actor


def breach_drafts(sentence: Sentence, document: Document, focus: Imposers) -> list[SanctionDraft]:
    """What a sentence says of a breach: who is penalised for one, or who commits one."""
    words = breaches()
    if not words.grounds.within(sentence.span) and not words.evasion.within(sentence.span):
        return []
    penalty = _penalty_verb(sentence)
    if penalty is not None:
        found = _enforce(sentence, penalty, document, focus)
        if found is not None:
            return [found]
    evaded = _evade(sentence, document)
    return [evaded] if evaded is not None else []


def _penalty_verb(sentence: Sentence) -> Token | None:
    doc = sentence.span.doc
    for hit in breaches().penalty_verbs.find(sentence.span):
        if doc[hit.first].pos_ == "VERB":
            return doc[hit.first]
    for party in predicates().party.find(sentence.span):
        if (
            party.label.action == "impose"
            and doc[party.first].pos_ == "VERB"
            and not party.label.noun
            and doc[party.first].dep_ not in ("amod", "compound")
        ):
            return doc[party.first]
    return None


def _about_restriction(sentence: Sentence) -> bool:
    return restrictions().within(sentence.span) or any(
        lemma(t) in ("sanction", "sanctioned", "designated") for t in sentence.span
    )


def _enforce(sentence: Sentence, verb: Token, document: Document, focus: Imposers) -> SanctionDraft | None:
    receivers = [child for child in verb.children if child.dep_ == "dative"]
    subject = subjects(verb) if lemma(verb) == "get" else []
    hit = targets.parties(sentence, receivers or passive_subjects(verb) or objects(verb) or subject)
    if all(actor.type == "GROUP" for actor in hit):
        hit = _named_behind(sentence, verb) or hit
    if not hit or not _about_restriction(sentence):
        return None
    anchor = (verb.idx, verb.idx + len(verb))
    assertion = judge(sentence, anchor, document, own=False)
    imposers = (
        actors.acting(sentence, subjects(verb), "subject")
        or actors.acting(sentence, [w for c in verb.children if c.dep_ == "agent" for w in c.children], "by-phrase")
        or focus
    )
    names = {actor.name for actor in imposers.actors}
    measures = measures_in(sentence.span) or ("unspecified",)
    return SanctionDraft(
        action="enforce",
        status=assertion.status if assertion.status not in ("unknown", "in_force") else "adopted",
        negated=assertion.negated,
        background=assertion.background,
        imposers=imposers.actors,
        authority=imposers.authority,
        targets=tuple(a for a in hit if a.name not in names),
        measures=measures,
        attribution=attribution(sentence, anchor, document),
        evidence=((sentence.start, sentence.end),),
        at=anchor[0],
        confidence=0.7,
        rule="sanctions/enforce",
        why=assertion.why,
    )


def _named_behind(sentence: Sentence, verb: Token) -> tuple[Actor, ...]:
    """Companies and people named between a penalty and its ground: "fined the payments firm X for breaching"."""
    ground = next(
        (token.idx for token in sentence.span if token.idx > verb.idx and token.lower_ in ("for", "over")), sentence.end
    )
    return tuple(
        m.actor()
        for m in sentence.mentions
        if verb.idx < m.start < ground and m.type in ("ORG", "PERSON", "VESSEL") and m.acts_for is None
    )


def _evade(sentence: Sentence, document: Document) -> SanctionDraft | None:
    doc = sentence.span.doc
    for hit in breaches().evasion.find(sentence.span):
        word = doc[hit.first]
        governed = objects(word) if word.pos_ == "VERB" else [word]
        about = any(h.first <= w.i <= h.last for h in restrictions().find(sentence.span) for w in governed)
        if not about or word.pos_ != "VERB":
            continue
        evaders: tuple[Actor, ...] = targets.parties(sentence, subjects(word))
        if not evaders:
            continue
        anchor = (word.idx, word.idx + len(word))
        assertion = judge(sentence, anchor, document)
        if assertion.status in ("proposed", "threatened", "called_for"):
            continue
        measures = measures_in(sentence.span) or ("unspecified",)
        return SanctionDraft(
            action="evade",
            status="unknown",
            negated=assertion.negated,
            background=assertion.background,
            targets=evaders,
            measures=measures,
            attribution=attribution(sentence, anchor, document),
            evidence=((sentence.start, sentence.end),),
            at=anchor[0],
            confidence=0.5,
            rule="sanctions/evade",
            why=assertion.why,
        )
    return None
