"""`sanctionwire extract`: facts from files, without Kafka."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Json, settings_with
from streams.commands.terminal import console, emit, indented, interactive

if TYPE_CHECKING:
    from rich.console import Console

    from streams.extract.explain import Explanation
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
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why each fact was told, and what was seen but dropped.")
    ] = False,
    json_output: Json = False,
) -> None:
    """Print the sanctions, price caps and entities in articles: one JSON line an article.

    A line is {"article_id", "sanctions", "price_caps", "entities"}, facts as they go over the wire. A plain
    file's article_id is its name. JSON lines hold "article_id", "text" and "published_at" (which may be
    null); other keys are ignored. What can't be read is named on standard error, and the rest goes on.

    With --explain each fact comes with its proving words, the rule or model that made it, and who set each
    slot by which cues; then come the near misses, each with the words and why it was dropped. With --json as
    well, every fact and near miss is one line of JSON.

    Examples:
      sanctionwire extract story.txt --published-at 2022-12-02 --pretty
      sanctionwire extract articles.jsonl > facts.jsonl
      sanctionwire extract story.txt --explain
      sanctionwire extract articles.jsonl --explain --json > why.jsonl
      cat page.html | sanctionwire extract
      sanctionwire extract --jsonl - < articles.jsonl
    """
    from streams.commands.articles import Fault, moment, read_articles
    from streams.errors import StreamsError

    try:
        published = moment(published_at)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--published-at") from None
    if pretty and json_output:
        raise typer.BadParameter("shows text, --json prints JSON; choose one", param_hint="--pretty")
    from streams.commands.reading import Reader

    if not files and interactive():
        complain("reading standard input; end it with Ctrl-D")
    reader = Reader.load(settings_with(None))
    screen = console() if pretty or (explain and not json_output) else None
    problems = 0
    for article in read_articles(files or [], jsonl=jsonl, published_at=published):
        if isinstance(article, Fault):
            problems += 1
            complain(str(article))
            continue
        try:
            findings, why = reader.explain(article) if explain else (reader.read(article), None)
        except StreamsError as error:
            problems += 1
            complain(f"{article.article_id}: {error}")
            continue
        if screen:
            show(screen, article, findings, why, text=pretty)
        elif why is None:
            emit(wire_line(article, findings))
        else:
            for told in (*why.facts, *why.near_misses):
                emit(told)
    finish(problems)


def wire_line(article: "Article", findings: "Findings") -> dict[str, object]:
    """What `extract` prints for an article."""
    return {
        "article_id": article.article_id,
        "sanctions": findings.sanctions,
        "price_caps": findings.price_caps,
        "entities": findings.entities,
    }


def show(screen: "Console", article: "Article", findings: "Findings", why: "Explanation | None", *, text: bool) -> None:
    """The article with its facts highlighted where its `text` is wanted, then each fact with its proof, and why."""
    from streams.display import Fact, article_text, evidence_line, fact_line, one_line

    screen.rule(one_line(article.article_id))
    if text:
        screen.print(article_text(article.text, findings))
        screen.print()
    facts: tuple[Fact, ...] = (*findings.sanctions, *findings.price_caps)
    if why is not None:
        show_why(screen, why)
    else:
        for fact in facts:
            screen.print(fact_line(fact))
            indented(screen, evidence_line(fact))
    if not facts:
        screen.print("no facts", style="dim")


def show_why(screen: "Console", why: "Explanation") -> None:
    """Each fact with its words and what set its slots, then the near misses."""
    from streams.display import doubt_lines, fact_line, missed_line, passage_line, proof_line, reason_lines

    for told in why.facts:
        screen.print(fact_line(told.fact))
        for line in (proof_line(told), *reason_lines(told)):
            indented(screen, line)
    for near in why.near_misses:
        screen.print(missed_line(near))
        for line in (passage_line(near), *doubt_lines(near)):
            indented(screen, line)
