"""Finds price caps in a document."""

from streams.extract.assertion import attribution as attribution_of
from streams.extract.assertion import judge as judge_of
from streams.extract.caps.build import Attribute, build
from streams.extract.caps.draft import CapDraft
from streams.extract.caps.levels import Told
from streams.extract.caps.lexicon import Lexicon, lexicon
from streams.extract.caps.merge import merged
from streams.extract.caps.reading import Reading
from streams.extract.caps.status import Judge
from streams.extract.caps.view import lowered, views
from streams.extract.document import Document


def find_price_caps(
    document: Document,
    judge: Judge = judge_of,
    attribute: Attribute = attribution_of,
    told: Told | None = None,
) -> tuple[CapDraft, ...]:
    """All price caps of a document, in the order of their proof.

    `judge` and `attribute` say of a passage whether it is background and who states it; `told` which amounts
    are known to be levels, or to be none.
    """
    words = lexicon()
    low = lowered(f"{document.title.text}. {document.text}" if document.title else document.text)
    signs = words.price_context.search(low) and (words.cap.search(low) or words.other_signs.search(low))
    if not signs and not told:
        return ()
    seen = views(document, words)
    found = Reading(document, seen, words, outright=_is_outright(low, words)).candidates(told)
    drafts = [build(candidate, seen, document, judge, attribute) for candidate in found]
    return merged(sorted(drafts, key=lambda draft: draft.evidence[0]))


def _is_outright(low: str, words: Lexicon) -> bool:
    """Whether a text speaks of a price cap by that name, or twice of caps that are none of another kind."""
    no_caps = [match.span() for match in words.not_cap.finditer(low)]
    caps = [m for m in words.cap.finditer(low) if not any(a < m.end() and m.start() < b for a, b in no_caps)]
    return len(caps) > 1 or any(m.group().replace("-", " ") in words.strong for m in caps)
