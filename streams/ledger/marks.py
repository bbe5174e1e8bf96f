"""Small marks for very many offsets and ids, in a few bytes each."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

PAGE: Final = 1 << 16
"""Offsets whose marks are kept together; pages without any take no memory."""
HERE: Final = 1
"""The flag of an offset that holds a record."""


def print_of(*parts: bytes) -> int:
    """A fingerprint of bytes, 64 bits and never 0, the same in every run."""
    told = blake2b(digest_size=8)
    for part in parts:
        told.update(len(part).to_bytes(8, "big"))
        told.update(part)
    return int.from_bytes(told.digest(), "big") or 1


class Offsets:
    """For each offset of a partition a byte of flags and the fingerprint of its outcome (0: none): 9 bytes each."""

    def __init__(self) -> None:
        self._flags: dict[int, bytearray] = {}
        self._prints: dict[int, array[int]] = {}

    def flags(self, offset: int) -> int:
        """The flags of an offset."""
        page = self._flags.get(offset // PAGE)
        return page[offset % PAGE] if page is not None else 0

    def flag(self, offset: int, flag: int) -> None:
        """Set a flag."""
        self._flags.setdefault(offset // PAGE, bytearray(PAGE))[offset % PAGE] |= flag

    def print(self, offset: int) -> int:
        """The fingerprint of an offset."""
        page = self._prints.get(offset // PAGE)
        return page[offset % PAGE] if page is not None else 0

    def imprint(self, offset: int, value: int) -> None:
        """Keep a fingerprint."""
        number = offset // PAGE
        if number not in self._prints:
            self._prints[number] = array("Q", bytes(8 * PAGE))
        self._prints[number][offset % PAGE] = value

    def held(self) -> Iterator[tuple[int, int]]:
        """The offsets that hold a record, in order, each with its flags."""
        for number in sorted(self._flags):
            for place, flags in enumerate(self._flags[number]):
                if flags & HERE:
                    yield number * PAGE + place, flags


class Ids:
    """Ids that are first all named, then met one by one: 24 bytes each."""

    def __init__(self) -> None:
        self._named = array("Q")
        self._sources = array("Q")
        self._prints = array("Q")
        self._sorted = True

    def name(self, identity: int) -> None:
        """An id that may be met later; each naming is by another record. Raises ValueError once any id was met."""
        if self._prints:
            raise ValueError("ids are named before the first is met")
        self._named.append(identity)
        self._sorted = False

    def meet(self, identity: int, value: int) -> str:
        """What meeting an id with the fingerprint of its message is: new, again, changed, shared or unnamed.

        `shared` is a message of other bytes whose id several records led to.
        """
        self._sort()
        place = bisect_left(self._named, identity)
        if place == len(self._named) or self._named[place] != identity:
            return "unnamed"
        if not self._prints[place]:
            self._prints[place] = value
            return "new"
        if self._prints[place] == value:
            return "again"
        return "changed" if self._sources[place] == 1 else "shared"

    def never_met(self) -> int:
        """How many of the named were not met."""
        self._sort()
        return sum(1 for value in self._prints if not value)

    def _sort(self) -> None:
        if self._sorted:
            return
        kept, sources = array("Q"), array("Q")
        for identity in sorted(self._named):
            if kept and kept[-1] == identity:
                sources[-1] += 1
            else:
                kept.append(identity)
                sources.append(1)
        self._named, self._sources, self._sorted = kept, sources, True
        self._prints = array("Q", bytes(8 * len(kept)))
