"""Sanctions facts of a document: each act of each sentence with its parties, status and proof."""

from collections.abc import Iterator

from spacy.tokens import Token

from streams.extract.assertion import attribution, clause_tokens, judge
from streams.extract.deadlines import find_deadline
from streams.extract.document import Assertion, Document, Sentence
from streams.extract.phrases import lemma
from streams.extract.sanctions import targets
from streams.extract.sanctions.account import note, note_unread
from streams.extract.sanctions.actors import Imposers
from streams.extract.sanctions.breaches import breach_drafts
from streams.extract.sanctions.continuation import continues, extend_last, same_step
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.exemptions import exemption_drafts
from streams.extract.sanctions.focus import Focus, main_country, title_imposers
from streams.extract.sanctions.imposed_by import imposers_of
from streams.extract.sanctions.imposed_on import has_what_it_needs, parties_hit
from streams.extract.sanctions.lexicon import roles
from streams.extract.sanctions.measures import about_sanctions, measures_in, measures_of
from streams.extract.sanctions.triggers import Trigger, bare_measure, triggers
from streams.extract.trace import CAPS_TELL, Trace
from streams.messages import Actor, Instrument


def find_sanctions(document: Document, trace: Trace | None = None) -> list[SanctionDraft]:
    """All sanctions facts of a document but the twins of price caps, in order of their proof.

    A `trace` is told what was seen, and why it led to no fact where it did not.
    """
    if not about_sanctions(document):
        if trace is not None:
            _note_all(document, trace)
        return []
    focus = Focus(title=title_imposers(document))
    found: list[SanctionDraft] = []
    for sentence in document.sentences:
        acts = _in_sentence(sentence, document, focus, trace)
        follower = same_step(sentence, found) if not acts else None
        if follower is not None:
            acts = [follower]
        elif not acts:
            extend_last(sentence, found)
        new = [draft for draft in acts if not continues(sentence, draft, found)]
        for draft in new:
            focus.remember(draft)
        focus.read(sentence)
        found += new
    return found


def _note_all(document: Document, trace: Trace) -> None:
    """Tell a trace of all that would be acts if the article were about sanctions."""
    for sentence in document.sentences:
        note_unread(trace, sentence, "the article as a whole is not about sanctions")


def _in_sentence(sentence: Sentence, document: Document, focus: Focus, trace: Trace | None) -> list[SanctionDraft]:
    """The acts of one sentence: breaches and waivers first, since their words are acts of other kinds too."""
    special = breach_drafts(sentence, document, focus.imposers)
    special += exemption_drafts(sentence, document, focus.imposers, focus.targets)
    if special:
        if trace is not None:
            note_unread(trace, sentence, f"the words belong to what {special[0].rule} tells")
        return special
    acts = [_draft(sentence, trigger, document, focus, trace) for trigger in triggers(sentence)]
    return [draft for draft in acts if draft is not None] or list(_bare(sentence, document, focus, trace))


def _bare(sentence: Sentence, document: Document, focus: Focus, trace: Trace | None) -> Iterator[SanctionDraft]:
    """An act told by its measure alone; it adds to the act before where it names no party of its own."""
    if any(measure != "price_cap" for measure in measures_in(sentence.span)):
        draft = _draft(sentence, bare_measure(sentence), document, focus, trace)
        if draft is not None:
            yield draft


def _draft(
    sentence: Sentence, trigger: Trigger, document: Document, focus: Focus, trace: Trace | None
) -> SanctionDraft | None:
    made = _read(sentence, trigger, document, focus)
    if trace is not None:
        note(trace, sentence, trigger, made)
    return made if isinstance(made, SanctionDraft) else None


def _read(sentence: Sentence, trigger: Trigger, document: Document, focus: Focus) -> SanctionDraft | str:
    """The draft of a trigger, or why there is none."""
    anchor = (trigger.token.idx, trigger.token.idx + len(trigger.token))
    assertion = judge(sentence, anchor, document, own=trigger.party is None)
    clause = clause_tokens(trigger.token)
    measures = measures_of(trigger, clause)
    if trigger.party is not None and not has_what_it_needs(sentence, trigger, measures):
        return f"no {trigger.party.needs} stands beside the word, without which it is no act"
    if measures == ("price_cap",) and trigger.action in ("impose", "tighten"):
        return CAPS_TELL
    hit = parties_hit(sentence, trigger)
    imposers = imposers_of(sentence, trigger, assertion, focus, hit)
    own_party = bool(hit)
    hit = tuple(actor for actor in hit if actor.name not in {a.name for a in imposers.actors}) or ()
    if trigger.relation in ("mention", "course", "holds") and not _stands_alone(trigger, imposers, own_party=own_party):
        return "the restriction is only mentioned, without both who imposes it and whom it hits"
    if (trigger.party is not None or trigger.relation == "bare") and not own_party:
        return "it names no party that it hits"
    if not hit and not own_party:
        hit = focus.targets or main_country(document, imposers)
    doubt = _doubt(sentence, trigger, imposers, hit)
    if doubt is not None:
        return doubt
    status, background = _settled(trigger, assertion)
    barred = trigger.relation == "bare" and assertion.negated
    instrument = next((Instrument(text=i.text, id=i.id) for i in sentence.instruments), None)
    effective = next((d.iso for d in sentence.dates if d.role == "effective" and d.iso), None)
    until = next((d.last or d.iso for d in sentence.dates if d.role == "until" and d.iso), None)
    speakers = attribution(sentence, anchor, document)
    return SanctionDraft(
        action=trigger.action,
        status=status,
        negated=assertion.negated and not barred,
        background=background,
        imposers=imposers.actors,
        authority=imposers.authority,
        targets=hit,
        measures=measures,
        secondary=any(t.lower_ == "secondary" for t in clause),
        countermeasure=_is_countermeasure(clause, imposers),
        instrument=instrument,
        effective=effective.isoformat() if effective else None,
        until=until.isoformat() if until else None,
        deadline=find_deadline(sentence, document),
        attribution=speakers,
        evidence=((sentence.start, sentence.end),),
        at=anchor[0],
        confidence=_confidence(trigger, imposers, own_party=own_party),
        rule=f"sanctions/{trigger.rule}",
        why=(*assertion.why, f"imposers: {imposers.how or 'none'}"),
    )


def _doubt(sentence: Sentence, trigger: Trigger, imposers: Imposers, hit: tuple[Actor, ...]) -> str | None:
    """Why the parties are not of the kind that stand on both sides of sanctions; null where they are.

    "The council sanctioned the plan" approves it; a fact without any target, or of a group that nobody
    named hits, is none.
    """
    if not hit:
        strong = trigger.label is not None and trigger.label.strong and trigger.label.measure != "price_cap"
        return None if imposers and strong else "nothing tells whom it hits"
    if not all(actor.type in ("GROUP", "SECTOR") for actor in hit):
        return None
    if not imposers:
        return "it hits a group, and nobody is named who imposes it"
    if trigger.party is None or any(targets.is_likely_party(sentence, actor) for actor in hit):
        return None
    return "what it hits is no likely party to sanctions"


def _stands_alone(trigger: Trigger, imposers: Imposers, *, own_party: bool) -> bool:
    """A restriction that is only mentioned is a fact where both sides are told, or its course with its measure."""
    if trigger.relation == "holds":
        return own_party
    if trigger.relation == "course" and trigger.label is not None and trigger.label.measure != "unspecified":
        return bool(imposers)
    return bool(imposers) and own_party and imposers.how != "named before in the sentence"


def _settled(trigger: Trigger, assertion: Assertion) -> tuple[str, bool]:
    """The status and background of an act from its assertion and the kind of its trigger."""
    status = assertion.status
    if trigger.relation in ("mention", "course"):
        return ("in_force" if status in ("adopted", "unknown", "in_force") else status), True
    if status == "unknown":
        status = "adopted"
    if assertion.background and status == "adopted" and trigger.action == "impose":
        status = "in_force"
    return status, assertion.background


def _is_countermeasure(clause: list[Token], imposers: Imposers) -> bool:
    """Whether somebody who is often hit answers: Russia's, China's or Iran's retaliation."""
    answers = not {lemma(token) for token in clause}.isdisjoint(roles()["answers"])
    return answers and any(actor.name in roles()["answerers"] for actor in imposers.actors)


def _confidence(trigger: Trigger, imposers: Imposers, *, own_party: bool) -> float:
    """A first estimate from what was told outright and what was inferred."""
    value = 0.85 if trigger.party or (trigger.label and trigger.label.strong) else 0.6
    if imposers.how in ("named before in the sentence", "title", "") or not imposers:
        value -= 0.15
    if not own_party:
        value -= 0.15
    if trigger.relation == "mention":
        value -= 0.2
    return round(max(value, 0.1), 2)
