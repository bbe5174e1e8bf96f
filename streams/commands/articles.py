"""Articles from files and standard input, for the commands that read them without Kafka."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from streams.messages import Article

JSON_LINES: Final = frozenset({".jsonl", ".ndjson"})
STDIN: Final = Path("-")


class Fault(NamedTuple):
    """What is wrong with an input, and where: `file` or `file:line`."""

    place: str
    message: str

    def __str__(self) -> str:
        """As one line for a person."""
        return f"{self.place}: {self.message}"


class ArticleLine(msgspec.Struct, frozen=True):
    """The keys of a JSON article that extraction reads; others are ignored."""

    article_id: str
    text: str
    published_at: str | None = None


def read_articles(files: Sequence[Path], *, jsonl: bool, published_at: str | None) -> Iterator[Article | Fault]:
    """Articles of text and HTML files, JSON-lines files (`.jsonl`, or all with `jsonl`); none or `-` is stdin."""
    for file in files or [STDIN]:
        if jsonl or file.suffix in JSON_LINES:
            yield from _json_lines(file)
        else:
            yield plain_article(file, published_at)


def lines_of(file: Path) -> Iterator[tuple[str, bytes]]:
    """The lines of a file that are not blank, each with its `file:line`; raises OSError."""
    if file == STDIN:
        yield from _numbered("stdin", sys.stdin.buffer)
        return
    with file.open("rb") as stream:
        yield from _numbered(str(file), stream)


def _numbered(name: str, stream: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    for number, line in enumerate(stream, 1):
        if stripped := line.strip():
            yield f"{name}:{number}", stripped


def content_of(file: Path) -> bytes:
    """All bytes of a file, or of standard input; raises OSError."""
    return sys.stdin.buffer.read() if file == STDIN else file.read_bytes()


def unreadable(file: Path, error: OSError) -> Fault:
    """Why a file can't be read."""
    return Fault(str(file), f"can't be read: {error.strerror or error}")


def plain_article(file: Path, published_at: str | None) -> Article | Fault:
    """A text or HTML file as an article whose id is the file's name."""
    try:
        text = content_of(file).decode("utf-8-sig")
    except OSError as error:
        return unreadable(file, error)
    except UnicodeDecodeError as error:
        return Fault(str(file), f"not UTF-8: {error.reason} at byte {error.start}")
    return Article(article_id="stdin" if file == STDIN else file.name, text=text, published_at=published_at)


def _json_lines(file: Path) -> Iterator[Article | Fault]:
    decoder = msgspec.json.Decoder(ArticleLine)
    try:
        for place, line in lines_of(file):
            try:
                told = decoder.decode(line)
                yield Article(article_id=told.article_id, text=told.text, published_at=moment(told.published_at))
            except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
                yield Fault(place, str(error))
            except RecursionError:
                yield Fault(place, "the JSON is nested too deeply")
    except OSError as error:
        yield unreadable(file, error)


def moment(text: str | None) -> str | None:
    """A date or time as RFC 3339 with a zone; one without is taken as UTC. Raises ValueError."""
    if text is None:
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"published_at: expected a date or time such as 2022-12-02T09:00:00Z, got {text[:40]!r}"
        ) from None
    if told.tzinfo and "T" in text:
        return text
    return told.isoformat() if told.tzinfo else f"{told.isoformat()}Z"
