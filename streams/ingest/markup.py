"""HTML made into plain text that remembers where each of its characters came from.

A tag stripper of our own, since parsers of HTML keep no offsets into their source. It reads
as browsers do where that matters for words, in time linear in the text whatever the input.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from streams.ingest.trace import Trace
from streams.messages import CleanText

DROPPED: Final = frozenset(
    {"head", "title", "nav", "aside", "footer", "figure", "button", "select", "template", "noscript"}
    | {"iframe", "object", "svg", "math", "video", "audio", "canvas"}
)
"""Elements whose content is not the article's words; where one is never closed, its tag alone goes."""
RAW: Final = frozenset({"script", "style", "textarea"})
"""Elements whose content is not even markup: it goes, up to the end tag or the end of the text."""
BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "main", "header", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "address"}
    | {"details", "summary", "fieldset", "form", "figcaption", "center", "body", "html"}
)
"""Elements that begin and end a paragraph."""
INLINE: Final = frozenset(
    {"a", "abbr", "b", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "input", "ins", "label", "link"}
    | {
        "mark",
        "meta",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "time",
        "tt",
        "u",
        "wbr",
    }
)
INSTEAD: Final = {**dict.fromkeys(BLOCKS, "\n\n"), "br": "\n", "td": " ", "th": " "}
"""What is written for a tag; nothing for others."""
PARAGRAPHS: Final = frozenset({"p", "div", "br"})
"""Where one of these occurs, line breaks of the source are blanks; else they are meant."""

_ENTITY: Final = r"&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})"
_MARKUP: Final = re.compile(
    rf"""
    <(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)                   # a tag, with a > inside of quotes
        (?: (?: [^<>"']++ | "[^"]*+" | '[^']*+' )*+ > | [^<>]*+ > )   # or with stray quotes
    | <!-- | <!\[CDATA\[ | \]\]> | <[!?][^<>]*+> | {_ENTITY};?
    """,
    re.VERBOSE,
)
_TAG: Final = re.compile(
    rf"<!--|<!doctype\b|</?(?:{'|'.join(sorted(DROPPED | RAW | BLOCKS | INLINE))})(?=[\s/>])[^<>]*+>", re.IGNORECASE
)
_WHOLE_ENTITY: Final = re.compile(f"{_ENTITY};".replace(r"\#", "#"))
_RAW_END: Final = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>", re.IGNORECASE) for name in RAW}
_LINE_END: Final = re.compile(r"[\r\n]")


class Mark(NamedTuple):
    """A stretch of the source that is markup: a tag by its name, or an entity, comment and the like."""

    start: int
    end: int
    name: str
    closes: bool


def has_markup(text: str) -> bool:
    """Whether a text is HTML: it has a tag of a known element, a comment or an entity."""
    return bool(_TAG.search(text)) or any(
        html.unescape(entity.group()) != entity.group() for entity in _WHOLE_ENTITY.finditer(text)
    )


def strip_markup(text: str) -> CleanText:
    """The words of an HTML text, paragraphs parted by an empty line."""
    marks = tuple(_marks(text))
    skips = _skips(marks)
    lines_matter = not any(mark.name in PARAGRAPHS for mark in marks)
    words = _Words(text, lines_matter=lines_matter)
    index = 0
    while index < len(marks):
        mark = marks[index]
        words.read(mark.start)
        index = skips.get(index, index)
        words.meet(mark, marks[index].end)
        index += 1
    return words.finish()


def _marks(text: str) -> Iterator[Mark]:
    """Every piece of markup, from left to right."""
    place, last_comment_end = 0, text.rfind("-->")
    while found := _MARKUP.search(text, place):
        name = (found["name"] or "").lower()
        place = found.end()
        if found.group() == "<!--" and place <= last_comment_end:
            place = text.index("-->", place) + len("-->")
        elif name in RAW and not found["slash"]:
            end = _RAW_END[name].search(text, place)
            place = end.end() if end else len(text)
        yield Mark(found.start(), place, name, bool(found["slash"]))


def _skips(marks: Sequence[Mark]) -> dict[int, int]:
    """For the opening tag of each element that is dropped, where its closing tag is; both as places in `marks`."""
    skips: dict[int, int] = {}
    opened: dict[str, list[int]] = {name: [] for name in DROPPED}
    for index, mark in enumerate(marks):
        if mark.name not in DROPPED:
            continue
        if not mark.closes:
            opened[mark.name].append(index)
        elif opened[mark.name]:
            skips[opened[mark.name].pop()] = index
    return skips


class _Words:
    """The words between the marks, as they are collected."""

    def __init__(self, text: str, *, lines_matter: bool) -> None:
        self._text = text
        self._trace = Trace(CleanText(text=text, original=text))
        self._place = 0
        self._lines_matter = lines_matter
        self._preformatted = False
        self._at_break = True

    def read(self, end: int) -> None:
        """Take the text up to the next mark."""
        text = self._text[self._place : end]
        if self._lines_matter or self._preformatted:
            self._trace.copy(self._place, end)
        elif not (self._at_break and text.isspace()):
            self._trace.swap(_LINE_END.sub(" ", text), self._place, end)
        self._at_break = self._at_break and (not text or text.isspace())

    def meet(self, mark: Mark, end: int) -> None:
        """Write what stands for a mark, and go on reading at `end`."""
        self._place = end
        if not mark.name:
            source = self._text[mark.start : mark.end]
            written = html.unescape(source) if source.startswith("&") else ""
            self._at_break = self._at_break and not written
        else:
            written = INSTEAD.get(mark.name, "")
            self._preformatted = not mark.closes if mark.name == "pre" else self._preformatted
        if written == "\n\n":
            written, self._at_break = "" if self._at_break else written, True
        self._trace.put(written, mark.start, mark.end)

    def finish(self) -> CleanText:
        """All that was read."""
        self.read(len(self._text))
        return self._trace.finish()
