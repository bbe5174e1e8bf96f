"""The documentation of all commands, made of their own help; `docs/commands.md` is its output."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from typing import Any, Final

import typer

from streams.commands.boundary import EXIT_CODES

SHELL: Final = frozenset({"install_completion", "show_completion", "help"})
"""Options that every command line made with typer has."""

BAR: Final = "\\|"
HEAD: Final = """# Commands

Made by `sanctionwire reference > docs/commands.md`; a test keeps it up to date. `sanctionwire COMMAND --help`
says the same.
"""


def reference(context: typer.Context) -> None:
    """Print this documentation as Markdown.

    Examples:
      sanctionwire reference > docs/commands.md
    """
    root = context.find_root()
    typer.echo(HEAD)
    typer.echo(f"```text\n{EXIT_CODES}\n```")
    for line in document(typer.Context(root.command, info_name="sanctionwire")):
        typer.echo(line)


def document(context: typer.Context) -> Iterator[str]:
    """The Markdown lines of a command and of those below it; hidden ones are left out."""
    command = context.command
    told, _, examples = cleandoc(command.help or "").partition("\nExamples:\n")
    yield ""
    yield f"## {context.command_path}"
    yield ""
    yield told.strip()
    rows = [row for parameter in command.params if (row := _row(parameter, context))]
    if rows:
        yield ""
        yield "| argument or option | meaning |"
        yield "|---|---|"
        yield from rows
    if examples:
        yield ""
        yield "```bash"
        yield cleandoc(examples)
        yield "```"
    below: dict[str, Any] = getattr(command, "commands", {})
    for name, one in below.items():
        if not one.hidden:
            yield from document(typer.Context(one, info_name=name, parent=context))


def _row(parameter: Any, context: typer.Context) -> str | None:  # noqa: ANN401  # typer's parameter type is private
    words = parameter.get_help_record(context)
    if words is None or parameter.name in SHELL:
        return None
    name, told = words
    if parameter.param_type_name == "argument":
        name = re.sub(r" <[^>]*>$", "", name)  # the type, which the metavar tells already
    return f"| `{name}` | {told.replace('|', BAR)} |"
