"""Waivers, licences and grace periods: granted, prolonged, lapsed or revoked."""

from spacy.tokens import Token

from streams.extract.assertion import attribution, clause_tokens, judge
from streams.extract.document import Document, Sentence
from streams.extract.grammar import after, governors, subjects
from streams.extract.phrases import lemma
from streams.extract.sanctions import actors, targets
from streams.extract.sanctions.actors import Imposers
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.focus import elsewhere
from streams.extract.sanctions.lexicon import exemptions
from streams.messages import Actor, Instrument


def exemption_drafts(
    sentence: Sentence, document: Document, focus: Imposers, hit: tuple[Actor, ...]
) -> list[SanctionDraft]:
    """At most one fact: what a sentence says of a waiver or licence."""
    words = exemptions()
    doc = sentence.span.doc
    noun = next(
        (doc[h.last] for h in words.nouns.find(sentence.span) if doc[h.last].pos_ in ("NOUN", "PROPN", "NUM")), None
    )
    if noun is None:
        return []
    chain = [word for word, _ in governors(noun)]
    verbs = [w for w in chain if w.pos_ in ("VERB", "AUX")] or (
        [sentence.span.root] if sentence.span.root.pos_ == "VERB" else []
    )
    if not verbs:
        return []
    verb = verbs[0]
    clause = clause_tokens(verb)
    ends, revokes = words.ends.within(clause), any(h.first == verb.i for h in words.revokes.find(sentence.span))
    grants = any(h.first in {v.i for v in verbs} for h in words.grants.find(sentence.span)) or any(
        lemma(v) in ("permit", "allow", "authorise", "authorize", "let", "cover") for v in verbs
    )
    if not (ends or revokes or grants):
        return []
    anchor = (verb.idx, verb.idx + len(verb))
    assertion = judge(sentence, anchor, document)
    status = assertion.status if assertion.status not in ("unknown", "in_force") else "adopted"
    action = "exempt"
    negated = assertion.negated
    if revokes:
        action = "tighten"
    elif ends or (negated and lemma(verb) in ("extend", "renew", "prolong")):
        status, negated = ("ended" if status in ("adopted", "ended") else status), False
    imposers = _imposers(sentence, verb, focus)
    beneficiaries = targets.parties(
        sentence,
        [
            *[c for c in verb.children if c.dep_ == "dative"],
            *after(noun, "for", "to"),
            *after(verb, "to", "for", "with"),
            *after(noun, "with"),
        ],
    )
    beneficiaries = tuple(
        a
        for a in beneficiaries
        if a.type in ("ORG", "PERSON", "GPE", "VESSEL") and a.name not in {i.name for i in imposers.actors}
    )
    named = tuple(
        m.actor()
        for m in sentence.mentions
        if m.type in ("ORG", "PERSON", "VESSEL")
        and m.acts_for is None
        and m.name not in {b.name for b in beneficiaries}
    )
    countries = tuple(
        m.actor()
        for m in sentence.mentions
        if m.type == "GPE"
        and m.acts_for is not None
        and m.name not in {i.name for i in imposers.actors}
        and not m.authority
    )
    parties = (
        _unique(
            (
                *beneficiaries,
                *(named if not beneficiaries else ()),
                *(countries if not beneficiaries and not named else ()),
            )
        )
        or hit
    )
    if not imposers and not parties:
        return []
    until = next((d.last or d.iso for d in sentence.dates if d.role == "until" and d.iso), None)
    instrument = next((Instrument(text=i.text, id=i.id) for i in sentence.instruments), None)
    return [
        SanctionDraft(
            action=action,
            status=status,
            negated=negated,
            background=assertion.background,
            imposers=imposers.actors,
            authority=imposers.authority,
            targets=parties,
            measures=("unspecified",),
            instrument=instrument,
            until=until.isoformat() if until else None,
            attribution=attribution(sentence, anchor, document),
            evidence=((sentence.start, sentence.end),),
            at=anchor[0],
            confidence=0.7,
            rule="sanctions/exempt",
            why=assertion.why,
        )
    ]


def _unique(found: tuple[Actor, ...]) -> tuple[Actor, ...]:
    return tuple({actor.name: actor for actor in found}.values())


def _imposers(sentence: Sentence, verb: Token, focus: Imposers) -> Imposers:
    """Who grants: subject, by-phrase, the author of the licence, an agency of the sentence, who acted before."""
    agency = next((m for m in sentence.mentions if m.authority and m.acts_for), None)
    author = next((i.author for i in sentence.instruments if i.author is not None), None)
    return (
        actors.acting(sentence, subjects(verb), "subject")
        or actors.acting(sentence, [w for c in verb.children if c.dep_ == "agent" for w in c.children], "by-phrase")
        or (Imposers((elsewhere(author),), None, "author of the act") if author is not None else Imposers())
        or (actors.of_mention(agency, "agency in the sentence") if agency is not None else Imposers())
        or focus
    )
