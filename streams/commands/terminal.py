"""What commands print: rich text for people, JSON lines for programs."""

import sys
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

INDENT: Final = 11


def console() -> "Console":
    """A console on standard output; a reader that goes away raises BrokenPipeError.

    In files and pipes lines stay whole, however long.
    """
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Terminal(soft_wrap=not sys.stdout.isatty(), highlight=False, markup=False, emoji=False)


def indented(screen: "Console", text: "Text") -> None:
    """A line set in below the one that it belongs to; on a terminal it wraps there."""
    from rich.padding import Padding
    from rich.text import Text

    screen.print(Padding(text, (0, 0, 0, INDENT)) if screen.is_terminal else Text(" " * INDENT).append_text(text))


def emit(value: Any) -> None:  # noqa: ANN401  # anything that JSON can hold
    """A value as one line of JSON; Decimals as strings, as on the wire."""
    import msgspec

    typer.echo(msgspec.json.encode(value))


def columns(*rows: tuple[str, ...]) -> None:
    """Rows as left-aligned columns, never cut or wrapped; the first row holds the titles."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())


def interactive() -> bool:
    """Whether somebody types standard input by hand."""
    return sys.stdin.isatty()
