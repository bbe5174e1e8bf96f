"""`sanctionwire extract`: facts from files, without Kafka."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import settings_with
from streams.commands.terminal import console, emit, indented, interactive

if TYPE_CHECKING:
    from rich.console import Console

    from streams.messages import Article, Findings


def extract(
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help="Text, HTML or .jsonl files; none or - is standard input.", show_default=False
        ),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Inputs are JSON lines of articles, whatever their names.")
    ] = False,
    published_at: Annotated[
        str | None,
        typer.Option(
            "--published-at", metavar="TIME", help="When plain files were published, for dates such as 'Friday'."
        ),
    ] = None,
    pretty: Annotated[
        bool, typer.Option("--pretty", help="Show the text with its facts highlighted instead of JSON.")
    ] = False,
) -> None:
    """Print the sanctions, price caps and entities in articles: one JSON line an article.

    A line is {"article_id", "sanctions", "price_caps", "entities"}, facts as they go over the wire. A plain
    file's article_id is its name. JSON lines hold "article_id", "text" and "published_at" (which may be
    null); other keys are ignored. What can't be read is named on standard error, and the rest goes on.

    Examples:
      sanctionwire extract story.txt --published-at 2022-12-02 --pretty
      sanctionwire extract articles.jsonl > facts.jsonl
      cat page.html | sanctionwire extract
      sanctionwire extract --jsonl - < articles.jsonl
    """
    from streams.commands.articles import Fault, moment, read_articles
    from streams.errors import StreamsError

    try:
        published = moment(published_at)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--published-at") from None
    from streams.commands.reading import Reader

    if not files and interactive():
        complain("reading standard input; end it with Ctrl-D")
    reader = Reader.load(settings_with(None))
    screen = console() if pretty else None
    problems = 0
    for article in read_articles(files or [], jsonl=jsonl, published_at=published):
        if isinstance(article, Fault):
            problems += 1
            complain(str(article))
            continue
        try:
            findings = reader.read(article)
        except StreamsError as error:
            problems += 1
            complain(f"{article.article_id}: {error}")
            continue
        if screen:
            show(screen, article, findings)
        else:
            emit(wire_line(article, findings))
    finish(problems)


def wire_line(article: "Article", findings: "Findings") -> dict[str, object]:
    """What `extract` prints for an article."""
    return {
        "article_id": article.article_id,
        "sanctions": findings.sanctions,
        "price_caps": findings.price_caps,
        "entities": findings.entities,
    }


def show(screen: "Console", article: "Article", findings: "Findings") -> None:
    """The article with its facts highlighted, then each fact on a line with its proof."""
    from streams.display import Fact, article_text, evidence_line, fact_line, one_line

    screen.rule(one_line(article.article_id))
    screen.print(article_text(article.text, findings))
    screen.print()
    facts: tuple[Fact, ...] = (*findings.sanctions, *findings.price_caps)
    for fact in facts:
        screen.print(fact_line(fact))
        indented(screen, evidence_line(fact))
    if not facts:
        screen.print("no facts", style="dim")
