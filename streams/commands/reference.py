"""The documentation of all commands, made of their own help; `docs/commands.md` is its output."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from typing import Annotated, Any, Final

import typer

from streams.commands.boundary import EXIT_CODES

SHELL: Final = frozenset({"install_completion", "show_completion", "help"})
"""Options that every command line made with typer has."""

BAR: Final = "\\|"
HEAD: Final = """# Commands

Made by `sanctionwire reference > docs/commands.md`; a test keeps it up to date. `sanctionwire COMMAND --help`
says the same.
"""


SETTINGS_HEAD: Final = """# Settings

Made by `sanctionwire reference --settings > docs/settings.md`; a test keeps it up to date. Each is read from the
environment once, at start; what is wrong is said in one line. Secrets are masked wherever settings are printed.

| variable | default | meaning |
|---|---|---|"""


def reference(
    context: typer.Context,
    *,
    settings: Annotated[bool, typer.Option("--settings", help="Print the settings instead of the commands.")] = False,
) -> None:
    """Print the reference of the commands, or of the settings, as Markdown.

    Examples:
      sanctionwire reference > docs/commands.md
      sanctionwire reference --settings > docs/settings.md
    """
    if settings:
        typer.echo(SETTINGS_HEAD)
        for row in settings_rows():
            typer.echo(row)
        return
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


def settings_rows() -> Iterator[str]:
    """One row a setting: its variable, its default and what it means, in the order of the class."""
    from pydantic import AliasChoices

    from streams.settings import Settings

    for name, field in Settings.model_fields.items():
        names = [f"SANCTIONWIRE_{name.upper()}"]
        if isinstance(field.validation_alias, AliasChoices):
            names = [str(choice) for choice in field.validation_alias.choices if str(choice).isupper()]
        default = field.get_default(call_default_factory=True)
        shown = "" if default is None else f"`{','.join(default) if isinstance(default, tuple) else default}`"
        variables = ", ".join(f"`{each}`" for each in names)
        yield f"| {variables} | {shown} | {(field.description or '').replace('|', BAR)} |"
