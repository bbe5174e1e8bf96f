"""The finders of names in their order: lexicons and forms first, then the model, then what the article explains."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from streams.extract.document import Mention
from streams.extract.instruments import find_instruments
from streams.extract.lexicon import Entry
from streams.extract.mentions.ambiguous import short_names
from streams.extract.mentions.companies import companies
from streams.extract.mentions.datelines import datelines
from streams.extract.mentions.described import described
from streams.extract.mentions.gazetteer import gazetteer
from streams.extract.mentions.metonyms import resolved
from streams.extract.mentions.model_names import model_names
from streams.extract.mentions.offices import with_states
from streams.extract.mentions.persons import persons
from streams.extract.mentions.reading import Found, Reading, without_overlaps
from streams.extract.mentions.variants import variants
from streams.extract.mentions.vessels import vessels

LAW_RANK: Final = 0


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """All mentions in the order of the text, without overlaps.

    `doc` is parsed and has the model's entities. Offsets are code points into its text.
    """
    reading = Reading(doc)
    certain = without_overlaps(
        [
            *_laws(reading),
            *datelines(reading),
            *gazetteer(reading),
            *vessels(reading),
            *companies(reading),
            *persons(reading),
        ]
    )
    model = list(model_names(reading, certain))
    shorter = variants(reading, without_overlaps(model, beside=certain))
    found = without_overlaps([*shorter, *model], beside=certain)
    for finder in (described, short_names):
        found = without_overlaps(finder(reading, found), beside=found)
    found = [resolved(reading, one) for one in found]
    return tuple(_mention(reading, one) for one in with_states(reading, found) if one.entry.use != "nobody")


def _laws(reading: Reading) -> Iterator[Found]:
    for act in find_instruments(reading.text):
        yield Found(act.start, act.end, Entry(act.text, "LAW", act.id), LAW_RANK)


def _mention(reading: Reading, found: Found) -> Mention:
    entry = found.entry
    return Mention(
        start=found.start,
        end=found.end,
        text=reading.text[found.start : found.end],
        name=entry.name,
        type=entry.type,
        id=entry.id,
        acts_for=entry.acts_for,
        authority=entry.authority,
        demonym=entry.use == "demonym",
    )
