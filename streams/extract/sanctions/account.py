"""What a trigger's words are and what they set, for `--explain` alone."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from streams.extract.assertion import clause_tokens
from streams.extract.document import Sentence
from streams.extract.grammar import governors, is_negated
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.lexicon import measure_cues
from streams.extract.sanctions.triggers import Trigger, restriction_hits, triggers
from streams.extract.trace import NO_MEASURE, Seen, Trace
from streams.vocabulary import STATUSES

DENIALS: Final = frozenset({"no", "neither", "never", "nor", "none", "without"})


def note(trace: Trace, sentence: Sentence, trigger: Trigger, made: SanctionDraft | str) -> None:
    """Keep a trigger with the draft that it led to, or the reason why to none."""
    dropped = made if isinstance(made, str) else None
    trace.seen.append(
        Seen(
            rule=f"sanctions/{trigger.rule}",
            action=trigger.action,
            sentence=(sentence.start, sentence.end),
            words=_words(sentence, trigger),
            why=() if isinstance(made, str) else tuple(_reasons(sentence, trigger, made)),
            dropped=dropped,
        )
    )


def note_unread(trace: Trace, sentence: Sentence, reason: str) -> None:
    """Keep all triggers of a sentence that were not looked into."""
    for trigger in triggers(sentence):
        note(trace, sentence, trigger, reason)


def _words(sentence: Sentence, trigger: Trigger) -> tuple[tuple[int, int], ...]:
    """The words of an act and of its restriction."""
    spans = {(trigger.token.idx, trigger.token.idx + len(trigger.token))}
    if trigger.restriction is not None:
        spans.add(_phrase(sentence, trigger.restriction))
    return tuple(sorted(spans))


def _phrase(sentence: Sentence, noun: Token) -> tuple[int, int]:
    """The restriction at a noun with all its words, as the lexicon has them."""
    doc = sentence.span.doc
    for hit in restriction_hits(sentence):
        if hit.first <= noun.i <= hit.last:
            return doc[hit.first].idx, doc[hit.last].idx + len(doc[hit.last])
    return noun.idx, noun.idx + len(noun)


def _reasons(sentence: Sentence, trigger: Trigger, made: SanctionDraft) -> Iterator[str]:
    yield from _of_measures(sentence, trigger, made)
    cues = {reason.partition(":")[0] for reason in made.why} & set(STATUSES)
    mentioned = trigger.relation in ("mention", "course")
    if not cues:
        yield f"{made.status}: no cue says otherwise"
    elif made.status not in cues:
        yield f"{made.status}: a restriction {'that is only mentioned' if mentioned else 'told as history'} stands"
    if mentioned:
        yield "background: the restriction is mentioned, no act on it is told"
    if made.negated:
        yield f"negated: {_denial(trigger.token)}"


def _of_measures(sentence: Sentence, trigger: Trigger, made: SanctionDraft) -> Iterator[str]:
    if made.measures == ("unspecified",):
        yield f"measures: {NO_MEASURE}"
        return
    doc = sentence.span.doc
    if trigger.party is not None and trigger.party.measure:
        yield f"measures: {trigger.party.measure} by {quoted(trigger.token.text)}"
        return
    by_measure: dict[str, str] = {}
    if trigger.restriction is not None and trigger.label is not None:
        start, end = _phrase(sentence, trigger.restriction)
        by_measure[trigger.label.measure] = doc.text[start:end]
    for hit in measure_cues().find(clause_tokens(trigger.token)):
        by_measure.setdefault(hit.label, doc[hit.first : hit.last + 1].text)
    for measure in made.measures:
        if measure in by_measure:
            yield f"measures: {measure} by {quoted(by_measure[measure])}"


def quoted(words: str) -> str:
    """Words in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def _denial(token: Token) -> str:
    """The word that denies an act."""
    for word in (token, *(above for above, _ in governors(token))):
        if is_negated(word):
            near = (other for other in (word.head, *word.subtree) if other.dep_ == "neg" or other.lower_ in DENIALS)
            return quoted(next((other.text for other in near), word.text))
    return quoted(token.text)
