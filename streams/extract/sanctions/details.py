"""What a sentence tells beside an act: the legal act, dates, the next step, and who states it."""

from typing import TypedDict

from streams.extract.assertion import attribution
from streams.extract.deadlines import find_deadline
from streams.extract.document import Document, Sentence
from streams.messages import Attribution, Deadline, Instrument


class Details(TypedDict):
    """The fields of a draft that have the same reading whatever the act is."""

    instrument: Instrument | None
    effective: str | None
    until: str | None
    deadline: Deadline | None
    attribution: tuple[Attribution, ...]


def details_of(sentence: Sentence, anchor: tuple[int, int], document: Document) -> Details:
    """The details of the act at `anchor` (offsets into the clean text) of a sentence."""
    effective = next((d.iso for d in sentence.dates if d.role == "effective" and d.iso), None)
    until = next((d.last or d.iso for d in sentence.dates if d.role == "until" and d.iso), None)
    return Details(
        instrument=next((Instrument(text=i.text, id=i.id) for i in sentence.instruments), None),
        effective=effective.isoformat() if effective else None,
        until=until.isoformat() if until else None,
        deadline=find_deadline(sentence, document),
        attribution=attribution(sentence, anchor, document),
    )
