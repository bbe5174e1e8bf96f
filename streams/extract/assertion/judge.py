"""Status, negation and background of the act at a place of a sentence."""

from datetime import date, timedelta
from typing import Final

from spacy.tokens import Token

from streams.extract.assertion.cues import StatusCues, background_cues, status_cues
from streams.extract.document import Assertion, Document, Sentence
from streams.extract.grammar import auxiliaries, governors, is_negated, subjects
from streams.extract.phrases import lemma

OLD_NEWS: Final = timedelta(days=14)
"""An act dated longer ago than this is history told as context."""
SPEECH: Final = frozenset(
    {"say", "tell", "report", "write", "add", "announce", "state", "confirm", "note", "claim", "quote"}
)


def anchor_token(sentence: Sentence, anchor: tuple[int, int]) -> Token:
    """The word that carries an anchor span (character offsets): its root in the parse."""
    span = sentence.span.doc.char_span(*anchor, alignment_mode="expand")
    return span.root if span is not None else sentence.span.root


def clause_tokens(token: Token) -> list[Token]:
    """The words of the clause around a token, without relative and adverbial clauses below it."""
    head = token
    for above, _ in governors(token):
        head = above
        if above.pos_ in ("VERB", "AUX"):
            break
    found: list[Token] = []
    queue = [head]
    while queue:
        here = queue.pop()
        found.append(here)
        for child in here.children:
            apart = child.dep_ in ("relcl", "advcl", "ccomp", "parataxis") or (
                child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")
            )
            if not apart or child.is_ancestor(token) or child == token:
                queue.append(child)
    return sorted(found, key=lambda word: word.i)


def judge(sentence: Sentence, anchor: tuple[int, int], document: Document, *, own: bool = True) -> Assertion:
    """How the act at `anchor` (character offsets in the clean text) is meant.

    `unknown` where neither a cue nor a tense tells; `why` lists the cues. With `own` false the word at
    the anchor is no cue itself: "blocked" is an act on a ship, a refusal of a proposal.
    """
    token = anchor_token(sentence, anchor)
    chain = [token, *(word for word, _ in governors(token))]
    why: list[str] = []
    status = _status(sentence, [*chain, *_bundle(chain[-1])], why, own=own)
    yet = any(child.lower_ == "yet" for word in chain[:3] for child in word.children)
    negated = not yet and status != "rejected" and any(is_negated(word) for word in chain[:2])
    if yet and status in ("adopted", "in_force", "unknown"):
        status = "proposed"
        why.append("proposed: yet")
    background = _background(sentence, token, chain, document.published, why)
    return Assertion(status=status, negated=negated, background=background, why=tuple(why))


def _bundle(last: Token) -> list[Token]:
    """What is said of the bundle that an act is part of: a "proposal that would ban" is proposed.

    From a relative clause its noun and what governs that; from a main clause its subject, where
    these are a package, a bill or the like.
    """
    bundles = status_cues().bundles
    if last.dep_ == "relcl" and lemma(last.head) in bundles:
        return [last.head, *(word for word, _ in governors(last.head))]
    return [word for word in subjects(last) if lemma(word) in bundles] if last.pos_ == "VERB" else []


def _status(sentence: Sentence, chain: list[Token], why: list[str], *, own: bool) -> str:
    found = _status_cues(sentence, chain, own=own)
    for status in status_cues().order:
        if status in found:
            why.append(f"{status}: {found[status]}")
            return status
    verb = next((word for word in chain if word.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return "unknown"
    if verb.tag_ in ("VBD", "VBN", "VBZ", "VBP") or auxiliaries(verb) & {"will", "shall", "has", "have"}:
        why.append(f"adopted: tense of {verb.text}")
        return "adopted"
    return "unknown"


def _status_cues(sentence: Sentence, chain: list[Token], *, own: bool) -> dict[str, str]:
    """The statuses that have a cue on an act or what governs it, each with its first cue."""
    cues = status_cues()
    by_place: dict[int, list[tuple[str, str]]] = {}
    for hit in cues.governors.find(sentence.span):
        by_place.setdefault(hit.first, []).append((hit.label, hit.phrase))
    found: dict[str, str] = {}
    for word in chain:
        if own or word is not chain[0]:
            for label, phrase in by_place.get(word.i, ()):
                found.setdefault(label, phrase)
        if word.pos_ in ("VERB", "AUX"):
            _verb_cues(word, cues, found)
    for word in (chain[0], *(word for word in chain[1:] if word.pos_ == "NOUN" and lemma(word) in cues.bundles)):
        for hit in cues.modifiers.find(word.lefts):
            found.setdefault(hit.label, hit.phrase)
    return found


def _verb_cues(verb: Token, cues: StatusCues, found: dict[str, str]) -> None:
    """Modals, conditions and plans in the form of a verb."""
    barred = is_negated(verb) or any(
        child.lower_ in ("longer", "more") and child.dep_ in ("advmod", "neg") for child in verb.children
    )
    for word in sorted(auxiliaries(verb)):
        if barred and word in ("may", "can"):
            continue  # "may no longer enter" is a ban, not a possibility
        if word in cues.modals:
            found.setdefault(cues.modals[word], word)
    if verb.dep_ == "advcl" and any(
        child.dep_ == "mark" and child.lower_ in cues.conditional for child in verb.children
    ):
        found.setdefault("proposed", "condition")
    is_to = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if is_to and verb.dep_ == "xcomp" and verb.head.lemma_ == "be":
        found.setdefault("proposed", "is to")


def _background(sentence: Sentence, token: Token, chain: list[Token], published: date | None, why: list[str]) -> bool:
    clause = clause_tokens(token)
    hit = next(iter(background_cues().find(clause)), None)
    if hit is not None:
        why.append(f"background: {hit.phrase}")
        return True
    verb = next((word for word in chain if word.pos_ in ("VERB", "AUX")), None)
    if verb is not None:
        reported = any(above.lemma_ in SPEECH for above, _ in governors(verb))
        if "had" in auxiliaries(verb) and not reported:
            why.append("background: pluperfect")
            return True
        if verb.dep_ == "relcl" and verb.tag_ in ("VBD", "VBN") and not auxiliaries(verb) & {"will", "would"}:
            why.append("background: relative clause in the past")
            return True
    places = {word.idx for word in clause}
    for mark in sentence.dates:
        inside = any(mark.start <= place < mark.end for place in places)
        old = published is not None and mark.iso is not None and (mark.last or mark.iso) < published - OLD_NEWS
        if inside and (mark.role == "past" or (old and mark.role in (None, "announced"))):
            why.append(f"background: {mark.text}")
            return True
    return False
