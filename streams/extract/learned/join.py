"""Rules and learned model together: acts and price caps of a document."""

from streams.extract.caps import CapDraft
from streams.extract.document import Document
from streams.extract.learned.acts import acts
from streams.extract.learned.caps import caps
from streams.extract.learned.network import Network
from streams.extract.learned.prepared import prepare
from streams.extract.sanctions.draft import SanctionDraft


def joined(
    document: Document,
    clauses: Document,
    by_rule: list[SanctionDraft],
    capped: list[CapDraft],
    network: Network,
) -> tuple[list[SanctionDraft], list[CapDraft]]:
    """What both find: acts without the twins of caps, and caps."""
    prepared = prepare(clauses, by_rule, capped)
    frames = network.frames(prepared)
    return (
        acts(clauses, prepared, frames.acts, by_rule, network.confidence),
        caps(document, clauses, prepared, frames.caps, capped, network.confidence),
    )
