"""Who is said to state a fact, and how surely."""

from spacy.tokens import Token

from streams.extract.assertion.cues import attribution_cues
from streams.extract.assertion.judge import anchor_token, clause_tokens
from streams.extract.document import Document, Mention, Sentence
from streams.extract.grammar import governors, noun_phrase, subjects
from streams.extract.phrases import lemma
from streams.messages import Attribution


def attribution(sentence: Sentence, anchor: tuple[int, int], document: Document) -> tuple[Attribution, ...]:
    """Speakers of the passage at `anchor`, innermost first; empty where the text states it itself.

    A hedge ("tentatively") belongs to the first speaker, or stands alone with a null name.
    """
    del document  # the sentence is enough so far; the signature is the one that finders call
    token = anchor_token(sentence, anchor)
    cues = attribution_cues()
    found: list[Attribution] = []
    for above, _relation in governors(token):
        if lemma(above) in cues.verbs and above.pos_ == "VERB":
            found += [_speaker(sentence, word) for word in subjects(above) if word.i != token.i and word.pos_ != "PRON"]
    for hit in cues.according_to.find(sentence.span):
        behind = sentence.span.doc[hit.last]
        named = next((word for word in behind.subtree if word.dep_ in ("pobj", "dobj")), None)
        if named is not None:
            found.append(_speaker(sentence, named))
    clause = clause_tokens(token)
    hedge = next((sentence.span.doc[h.first : h.last + 1].text for h in cues.hedges.find(clause)), None)
    unique = tuple(dict.fromkeys(found))
    if hedge is None:
        return unique
    if not unique:
        return (Attribution(hedge=hedge),)
    first = unique[0]
    return (
        Attribution(**{name: getattr(first, name) for name in first.__struct_fields__ if name != "hedge"}, hedge=hedge),
        *unique[1:],
    )


def named_in(sentence: Sentence, head: Token) -> Mention | None:
    """The mention that a noun phrase is about: the one that covers its head, else a person or body before it."""
    covering = next((m for m in sentence.mentions if m.start <= head.idx < m.end), None)
    if covering is not None and not covering.demonym:
        return covering
    phrase = noun_phrase(head)
    inside = [m for m in sentence.mentions if phrase.start_char <= m.start and m.end <= phrase.end_char]
    return next((m for m in reversed(inside) if m.type in ("PERSON", "ORG") and m.start < head.idx), covering)


def _speaker(sentence: Sentence, head: Token) -> Attribution:
    cues = attribution_cues()
    mention = named_in(sentence, head)
    word = lemma(head)
    if mention is None or (word in cues.anonymous_always and mention.type != "PERSON"):
        phrase = noun_phrase(head)
        return Attribution(
            name=phrase.text, type="GROUP", mention=phrase.text, start=phrase.start_char, end=phrase.end_char,
            anonymous=word in cues.anonymous,
        )  # fmt: skip
    return Attribution(
        name=mention.name, type=mention.type, id=mention.id, mention=mention.text, start=mention.start, end=mention.end,
        anonymous=word in cues.anonymous and mention.type != "PERSON",
    )  # fmt: skip
