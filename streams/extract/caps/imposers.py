"""States and blocs as imposers of caps: who may be one, names in lists, and for whom a name acts."""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.topics import Topic
from streams.extract.caps.view import View
from streams.extract.document import Mention
from streams.messages import Actor


@dataclass(frozen=True, slots=True)
class Imposers:
    """States and blocs, the agency through which they act, and how that was found."""

    actors: tuple[Actor, ...] = ()
    authority: Actor | None = None
    how: str = "none"

    @property
    def named(self) -> bool:
        """Whether the cap's own sentence names them."""
        return self.how in ("owner", "agent", "subject", "before", "behind")

    def elsewhere(self, how: str) -> "Imposers":
        """The same imposers, known from elsewhere than the cap's sentence."""
        return Imposers(tuple(placeless(actor) for actor in self.actors), None, how)


def placeless(actor: Actor) -> Actor:
    """The same actor without a place in the text."""
    return Actor(name=actor.name, type=actor.type, id=actor.id)


def may_impose(mention: Mention, topic: Topic, words: Lexicon) -> bool:
    """Whether a mention names somebody who caps such goods: foreign ones only the coalition and its members."""
    state = mention.acts_for
    if state is None:
        return False
    return topic.regime != "sanction" or state.name in words.coalition or state.name in words.eu_members


def listed(view: View, usable: Sequence[Mention], mention: Mention, words: Lexicon) -> list[Mention]:
    """A name with the names it is listed with: "the EU, the United Kingdom, Canada and Japan"."""
    base, place = view.sentence.start, usable.index(mention)

    def joined(left: Mention, right: Mention) -> bool:
        return words.joined.fullmatch(view.low[left.end - base : right.start - base]) is not None

    first = last = place
    while first and joined(usable[first - 1], usable[first]):
        first -= 1
    while last + 1 < len(usable) and joined(usable[last], usable[last + 1]):
        last += 1
    return list(usable[first : last + 1])


def imposers_of(mentions: Sequence[Mention], how: str, topic: Topic, status: str, words: Lexicon) -> Imposers:
    """The states that mentions act for, each at the place of its first mention."""
    actors: dict[str, Actor] = {}
    for mention in mentions:
        state = mention.acts_for or mention.actor()
        state = words.parts.get(state.name, state)
        if _speaks_for_the_union(state.name, topic, status, words):
            state = words.union
        actors.setdefault(state.name, _placed(state, mention))
    authority = next((m.actor() for m in mentions if m.authority), None)
    return Imposers(tuple(actors.values()), authority, how)


def _placed(state: Actor, mention: Mention) -> Actor:
    return Actor(
        name=state.name, type=state.type, id=state.id, mention=mention.text, start=mention.start, end=mention.end
    )


def _speaks_for_the_union(name: str, topic: Topic, status: str, words: Lexicon) -> bool:
    """Whether a member's wish is about the union's cap, not one of its own."""
    wish = status in ("proposed", "called_for", "rejected")
    common = topic.regime == "sanction" or (topic.regime == "market_mechanism" and wish)
    return common and name in words.eu_members
