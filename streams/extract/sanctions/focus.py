"""Who acted and who was hit so far: what "the bloc" and "the measures" point back to."""

from collections import Counter
from dataclasses import dataclass, field

from streams.extract.document import Document, Sentence
from streams.extract.grammar import subjects
from streams.extract.sanctions import actors
from streams.extract.sanctions.actors import Imposers
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.lexicon import roles
from streams.messages import Actor


@dataclass(slots=True)
class Focus:
    """The last imposers and targets of the reading so far, and whom the title names."""

    imposers: Imposers = field(default_factory=Imposers)
    targets: tuple[Actor, ...] = ()
    title: Imposers = field(default_factory=Imposers)
    seen: Imposers = field(default_factory=Imposers)

    def read(self, sentence: Sentence) -> None:
        """Note the state or body that a sentence is about, for acts whose author is told before them."""
        root = sentence.span.root
        about = actors.acting(sentence, subjects(root), "subject of a sentence before")
        if about and about.actors[0].name not in roles()["often_hit"]:
            self.seen = about

    def remember(self, draft: SanctionDraft) -> None:
        """Let later sentences point back to an act."""
        if draft.imposers:
            self.imposers = Imposers(draft.imposers, draft.authority, "acted before")
        if draft.targets:
            self.targets = draft.targets


def title_imposers(document: Document) -> Imposers:
    """Who the title says acts: its first state or bloc that is not the one usually hit."""
    if document.title is None:
        return Imposers()
    heads = [m for m in document.title.mentions if m.acts_for is not None and not m.demonym]
    if not heads:
        return Imposers()
    first = document.title.span.doc.char_span(heads[0].start, heads[0].end, alignment_mode="expand")
    acting = actors.acting(document.title, [first.root], "title") if first is not None else Imposers()
    away = tuple(elsewhere(actor) for actor in acting.actors)
    return Imposers(away, None, "title")


def elsewhere(actor: Actor) -> Actor:
    """The same actor, known from elsewhere than the text."""
    return Actor(name=actor.name, type=actor.type, id=actor.id)


def main_country(document: Document, imposers: Imposers) -> tuple[Actor, ...]:
    """The country that the article is about, where an act names no party: the most named one often hit."""
    names = {a.name for a in imposers.actors}
    counted = Counter(
        m.name
        for s in document.sentences
        for m in s.mentions
        if m.name in roles()["often_hit"] and m.name not in names and m.type == "GPE"
    )
    if not counted:
        return ()
    name = counted.most_common(1)[0][0]
    first = next(m for s in document.sentences for m in s.mentions if m.name == name)
    return (elsewhere(first.actor()),)
