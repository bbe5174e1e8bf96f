"""Who imposes: the states and blocs that act in a clause, from their own names, offices and pronouns."""

from dataclasses import dataclass

from spacy.tokens import Token

from streams.extract.document import Mention, Sentence
from streams.extract.grammar import after, conjuncts, noun_phrase
from streams.extract.phrases import lemma
from streams.extract.sanctions.lexicon import roles
from streams.messages import Actor


@dataclass(frozen=True, slots=True)
class Imposers:
    """States and blocs that act, the agency through which they do, and how that was found."""

    actors: tuple[Actor, ...] = ()
    authority: Actor | None = None
    how: str = ""

    def __bool__(self) -> bool:
        return bool(self.actors)


def covering(sentence: Sentence, token: Token) -> Mention | None:
    """The mention that a token stands in."""
    return next((m for m in sentence.mentions if m.start <= token.idx < m.end), None)


def acting(sentence: Sentence, heads: list[Token], how: str) -> Imposers:
    """The states that noun phrases act for; empty where none of them can impose.

    "EU ambassadors", "the British foreign ministry" and "Washington" act; "Ukrainian banks" don't.
    """
    actors: list[Actor] = []
    authority: Actor | None = None
    for head in [w for h in heads for w in (h, *conjuncts(h))]:
        found = covering(sentence, head)
        if found is not None and not is_state(found):
            continue
        if found is not None and found.acts_for is not None and not (found.demonym and lemma(head) != head.lower_):
            actors.append(_place(found))
            authority = authority or (found.actor() if found.authority else None)
            continue
        if found is not None and not found.demonym and found.type in ("GPE", "VESSEL"):
            continue
        if found is None and lemma(head) not in roles()["officials"]:
            continue
        phrase = noun_phrase(head)
        inside = [
            m for m in sentence.mentions if phrase.start_char <= m.start and m.end <= phrase.end_char and is_state(m)
        ]
        for mention in inside:
            actors.append(_place(mention))
            authority = authority or (mention.actor() if mention.authority else None)
    return Imposers(_unique(actors), authority, how) if actors else Imposers()


def of_mention(mention: Mention, how: str) -> Imposers:
    """The state that a mention acts for, with the mention as authority where it is an agency."""
    return Imposers((_place(mention),), mention.actor() if mention.authority else None, how)


def _place(mention: Mention) -> Actor:
    """The state that a mention acts for, at the place of the mention."""
    state = mention.acts_for or mention.actor()
    return Actor(
        name=state.name, type=state.type, id=state.id, mention=mention.text, start=mention.start, end=mention.end
    )


def _unique(actors: list[Actor]) -> tuple[Actor, ...]:
    seen: dict[str, Actor] = {}
    for actor in actors:
        seen.setdefault(actor.name, actor)
    return tuple(seen.values())


def is_pointer(token: Token) -> bool:
    """Whether a word points back to somebody named before: a pronoun, "the bloc", "the ministry"."""
    if token.pos_ == "PRON":
        return lemma(token) in roles()["pointers"] or token.lower_ in roles()["pointers"]
    definite = any(child.lower_ in ("the", "this", "these", "those", "that") for child in token.lefts)
    return definite and lemma(token) in roles()["pointers"]


def of_restriction(sentence: Sentence, noun: Token) -> Imposers:
    """Whose restriction it is by its own words: "EU sanctions", "sanctions by Canada"."""
    phrase = noun_phrase(noun)
    before = [
        m for m in sentence.mentions
        if phrase.start_char <= m.start and m.end <= noun.idx and m.acts_for is not None and not _often_hit(m, noun)
    ]  # fmt: skip
    if before:
        authority = next((m.actor() for m in before if m.authority), None)
        return Imposers(_unique([_place(m) for m in before]), authority, "restriction's own words")
    return acting(sentence, after(noun, "by", "from"), "by-phrase of the restriction")


def _often_hit(mention: Mention, noun: Token) -> bool:
    """Whether it is hit: "Russia sanctions" are on Russia, unless the phrase names another target."""
    return mention.name in roles()["often_hit"] and not after(noun, "on", "against")


def is_state(mention: Mention) -> bool:
    """Whether a mention acts for a state or a bloc of them: a part of a country has no sanctions of its own."""
    state = mention.acts_for
    return state is not None and (state.type != "GPE" or (state.id is not None and len(state.id) == len("RU")))
