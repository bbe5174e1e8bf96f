"""`sanctionwire produce`: articles into the topic."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Bootstrap, settings_with
from streams.commands.terminal import interactive

if TYPE_CHECKING:
    from streams.commands.articles import Fault
    from streams.commands.sending import Parcel

Check = Callable[[object], str | None]
CONTENT_TYPE: Final = ("content-type", b"application/json")


def produce(
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help=".txt, .html, .json or .jsonl files; none or - is standard input."),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Inputs are JSON lines of articles, whatever their names.")
    ] = False,
    published_at: Annotated[
        str | None, typer.Option("--published-at", metavar="TIME", help="When plain files were published.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check/--no-check", help="Hold back what the article schema forbids, or send anything as it is."
        ),
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only say how many were sent.")] = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Send articles to the article topic, keyed by article_id, and wait until the broker has them.

    JSON is sent byte for byte as it was read: .jsonl has an article a line, .json one article or a list of
    them. Any other file becomes an article whose article_id is the file's name. Each line of output says
    what was sent where.

    Examples:
      sanctionwire produce story.txt --published-at 2022-12-02T09:00:00Z
      sanctionwire produce articles.jsonl --quiet
      echo '{"article_id": "a1", "text": "The EU lifted its ban."}' | sanctionwire produce --jsonl
      sanctionwire produce --no-check broken.json
    """
    from streams.commands.articles import Fault, moment
    from streams.commands.sending import Parcel, send_all

    try:
        published = moment(published_at)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--published-at") from None
    settings = settings_with(bootstrap_servers)
    if not files and interactive():
        complain("reading standard input; end it with Ctrl-D")
    problems = sent = 0

    def good() -> Iterator[Parcel]:
        nonlocal problems
        letters = Letters(settings.topic_articles, article_check() if check else None)
        for letter in letters.read(files or [], jsonl=jsonl, published_at=published):
            if isinstance(letter, Fault):
                problems += 1
                complain(str(letter))
            else:
                yield letter

    for parcel, place, refused in send_all(settings, good()):
        if place is None:
            problems += 1
            complain(f"{parcel.label}: {refused}")
            continue
        sent += 1
        if not quiet:
            typer.echo(f"{parcel.label} -> {parcel.topic}/{place[0]}/{place[1]}")
    typer.echo(f"{sent} sent" + (f", {problems} not" if problems else ""))
    finish(problems)


def article_check() -> Check:
    """Tells what the article schema has against a JSON value."""
    from streams.contracts import Contracts
    from streams.errors import StreamsError

    contracts = Contracts.load()

    def check(value: object) -> str | None:
        try:
            contracts.check_article(value)
        except StreamsError as error:
            return f"{error.field}: {error.detail}" if error.field else error.detail
        return None

    return check


class Letters:
    """Turns files into records for the article topic."""

    def __init__(self, topic: str, check: Check | None) -> None:
        self._topic = topic
        self._check = check

    def read(self, files: Sequence[Path], *, jsonl: bool, published_at: str | None) -> Iterator["Parcel | Fault"]:
        """A record for each article in files; none or `-` is standard input."""
        from streams.commands.articles import JSON_LINES, STDIN, Fault, lines_of, plain_article, unreadable

        for file in files or [STDIN]:
            try:
                if jsonl or file.suffix in JSON_LINES:
                    for place, line in lines_of(file):
                        yield self._from_json(place, line)
                elif file.suffix == ".json":
                    yield from self._json_file(file)
                else:
                    article = plain_article(file, published_at)
                    yield article if isinstance(article, Fault) else self._from_json(str(file), _as_json(article))
            except OSError as error:
                yield unreadable(file, error)

    def _json_file(self, file: Path) -> Iterator["Parcel | Fault"]:
        import msgspec

        from streams.commands.articles import content_of

        content = content_of(file)
        try:
            articles = msgspec.json.decode(content, type=list[msgspec.Raw])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            articles = None  # no list: one article, or broken, which the check tells
        if articles is None:
            yield self._from_json(str(file), content.strip())
            return
        for number, article in enumerate(articles, 1):
            yield self._from_json(f"{file}[{number}]", bytes(article))

    def _from_json(self, place: str, content: bytes) -> "Parcel | Fault":
        from streams.commands.articles import Fault
        from streams.commands.sending import Parcel

        value, fault = _parsed(content)
        if self._check:
            fault = fault or self._check(value)
            if fault:
                return Fault(place, fault)
        key = value.get("article_id") if isinstance(value, dict) else None
        return Parcel(
            label=f"{place} {key}" if isinstance(key, str) else place,
            topic=self._topic,
            key=key.encode(errors="replace") if isinstance(key, str) else None,
            value=content,
            headers=(CONTENT_TYPE,),
        )


def _as_json(article: Any) -> bytes:  # noqa: ANN401  # Article is imported late
    import msgspec

    told = {name: value for name, value in msgspec.to_builtins(article).items() if value is not None}
    return msgspec.json.encode(told)


def _parsed(content: bytes) -> tuple[object, str | None]:
    import msgspec

    try:
        return msgspec.json.decode(content), None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return None, f"not JSON: {error}"
    except RecursionError:
        return None, "the JSON is nested too deeply"
