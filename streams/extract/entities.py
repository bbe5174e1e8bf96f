"""The entities of a document as published: mentions, laws, amounts of money and dates."""

from streams.extract.document import Document
from streams.messages import Entity


def entities_of(document: Document) -> list[Entity]:
    """One entity a mention, in order of the text; offsets are those of the clean text."""
    found: list[Entity] = []
    for sentence in document.sentences:
        found += [
            Entity(name=m.name, type=m.type, id=m.id, mention=m.text, start=m.start, end=m.end)
            for m in sentence.mentions
        ]
        found += [
            Entity(name=i.text, type="LAW", id=i.id, mention=i.text, start=i.start, end=i.end)
            for i in sentence.instruments
        ]
        for q in sentence.quantities:
            if q.currency is not None:
                level = f"{q.low}" if q.low == q.high else f"{q.low}-{q.high}"
                name = f"{level} {q.currency}" + (f"/{q.unit}" if q.unit else "")
                found.append(Entity(name=name, type="MONEY", mention=q.text, start=q.start, end=q.end))
        found += [
            Entity(name=d.iso.isoformat(), type="DATE", mention=d.text, start=d.start, end=d.end)
            for d in sentence.dates
            if d.iso is not None
        ]
    unique = {(entity.start, entity.end, entity.type): entity for entity in found}
    return sorted(unique.values(), key=lambda entity: (entity.start, entity.end, entity.type))
