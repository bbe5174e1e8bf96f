"""Enriched articles, outcomes and rejected records as coloured lines: values in, rich `Text` out."""

from collections.abc import Mapping
from typing import Final

from rich.text import Text

from streams.display.facts import QUIET
from streams.display.safe import one_line
from streams.messages import EnrichedArticle, Outcome

FATE_STYLES: Final[Mapping[str, str]] = {"enriched": "green", "skipped": "yellow", "dead-lettered": "red"}


def enriched_line(article: EnrichedArticle) -> Text:
    """An enriched article: its id, what was found in it, its title."""
    counts = (
        f"{len(article.entities)} entities, {len(article.sanctions)} sanctions, {len(article.price_caps)} price caps"
    )
    line = Text("article    ").append(one_line(article.article_id), "bold").append(f"  {counts}")
    return line.append(f"  {one_line(article.title)}", QUIET) if article.title else line


def outcome_line(outcome: Outcome) -> Text:
    """The fate of one record, with the reason where it has one."""
    line = Text("outcome    ").append(f"{outcome.topic}/{outcome.partition}/{outcome.offset}  ")
    line.append(outcome.outcome, FATE_STYLES[outcome.outcome])
    if outcome.article_id:
        line.append(f"  {one_line(outcome.article_id)}", "bold")
    if outcome.reason:
        line.append(f"  {one_line(outcome.reason)}: {one_line(outcome.detail or '')}")
    return line


def rejected_line(headers: Mapping[str, str]) -> Text:
    """A dead letter, from its headers: where it came from, and why it was rejected."""
    place = "/".join(headers.get(f"__connect.errors.{name}", "?") for name in ("topic", "partition", "offset"))
    line = Text("rejected   ").append(f"{one_line(place)}  ")
    line.append(one_line(headers.get("sanctionwire.reason", "?")), "bold red")
    line.append(f" in {one_line(headers.get('__connect.errors.stage', '?'))}", QUIET)
    return line.append(f"  {one_line(headers.get('__connect.errors.exception.message', ''))}")
