"""An evaluation as one HTML page: each article with its gold and predicted facts side by side.

The page holds everything that it shows, runs no script and loads nothing; its policy forbids both.
Article text, which anybody may have written, is escaped wherever it stands.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Final

from streams.evaluate.calibration import calibration
from streams.evaluate.corpus import Row
from streams.evaluate.headline import HEADLINES, figures
from streams.evaluate.highlight import CLASSES, escaped, marked, passages
from streams.evaluate.kinds import KINDS
from streams.evaluate.score import Evaluation
from streams.evaluate.tally import Judgement
from streams.evaluate.wording import evidence, fields

FILTERS: Final = (
    ("all", "all articles"),
    ("faults", "with errors"),
    ("spurious", "with spurious facts"),
    ("missed", "with missed facts"),
    ("wrong", "with wrong slots"),
)
TITLES: Final = {kind.key: kind.title for kind in KINDS}
HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Sanctionwire: gold and predicted facts</title>
"""


def page(evaluation: Evaluation, golds: Sequence[Row]) -> str:
    """The whole page; `golds` are the articles that were evaluated."""
    judged: dict[str, list[Judgement]] = {}
    for one in evaluation.judgements:
        judged.setdefault(one.article_id, []).append(one)
    style = files("streams.evaluate").joinpath("page.css").read_text("utf-8")
    return "".join((
        HEAD,
        f"<style>\n{style}</style>\n</head>\n<body>\n<header>\n<h1>Gold and predicted facts</h1>\n",
        f"<p>{evaluation.overall.articles} articles, {sum(1 for _ in evaluation.faults)} errors.</p>\n",
        _headline(evaluation),
        _actions(evaluation),
        _calibration(evaluation),
        _legend(),
        _filters(),
        "</header>\n<main>\n",
        *(_article(number, gold, judged.get(gold["article_id"], [])) for number, gold in enumerate(golds, 1)),
        "</main>\n</body>\n</html>\n",
    ))  # fmt: skip


def _figure(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.3f}"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escaped(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escaped(first)}</th>'
        + "".join(f'<td class="number">{escaped(one)}</td>' for one in rest)
        + "</tr>\n"
        for first, *rest in rows
    )
    return (
        f'<div class="wide"><table>\n<caption>{escaped(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table></div>\n"
    )


def _headline(evaluation: Evaluation) -> str:
    measured = figures(evaluation)
    rows = [(one.title, _figure(measured[one.name])) for one in HEADLINES]
    return _table("Headline figures", ("figure", "value"), rows)


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{escaped(summary)}</summary>\n{content}</details>\n"


def _actions(evaluation: Evaluation) -> str:
    rows = [
        (
            action, str(score.gold), str(score.predicted),
            *(_figure(value) for level in (score.found, score.right)
              for value in (level.precision, level.recall, level.f1)),
        )
        for action, score in evaluation.actions.items()
    ]  # fmt: skip
    heads = ["action", "gold", "predicted"]
    heads += [f"{level} {figure}" for level in ("found", "right") for figure in ("precision", "recall", "F1")]
    return _folded("Sanctions by action", _table("Sanctions by the gold fact's action", heads, rows)) if rows else ""


def _calibration(evaluation: Evaluation) -> str:
    table = calibration(evaluation.judgements)
    if not table.facts:
        return ""
    rows = [
        (f"{one.low:.1f} to {one.high:.1f}", str(one.facts), _figure(one.confidence), _figure(one.found),
         _figure(one.right))
        for one in table.bins
    ]  # fmt: skip
    caption = f"How often facts are true, by confidence (expected calibration error {_figure(table.error)})"
    heads = ("confidence", "facts", "mean confidence", "found", "right")
    return _folded("Calibration of confidence", _table(caption, heads, rows))


def _legend() -> str:
    marks = " ".join(f'<mark class="{style}">{verdict}</mark>' for verdict, style in CLASSES.items())
    return (
        f"<p>{marks}<br>Marked text is evidence, numbered by the row of its fact: dotted where only the gold fact has "
        "it, solid where the prediction has. A sign ≠ stands before slots that disagree.</p>\n"
    )


def _filters() -> str:
    choices = "".join(
        f'<label><input type="radio" name="show" id="show-{key}"{" checked" if key == "all" else ""}> {label}</label>\n'
        for key, label in FILTERS
    )
    return f"<fieldset>\n<legend>Show</legend>\n{choices}</fieldset>\n"


def _article(number: int, gold: Row, judgements: Sequence[Judgement]) -> str:
    faults = [one for one in judgements if one.fault]
    styles = (["has-fault"] if faults else []) + sorted({f"has-{CLASSES[one.verdict]}" for one in faults})
    about = [str(gold[key]) for key in ("genre", "part", "published_at") if gold.get(key)]
    about += ["hard negative"] if gold.get("hard_negative") else []
    title = f"<p><strong><bdi>{escaped(gold['title'])}</bdi></strong></p>\n" if gold.get("title") else ""
    text = gold["text"]
    return (
        f'<article class="{" ".join(styles)}" aria-labelledby="article-{number}">\n'
        f'<h2 id="article-{number}"><bdi>{escaped(gold["article_id"])}</bdi></h2>\n'
        f'<p class="meta">{escaped(", ".join(about))}</p>\n{title}'
        f'<div class="text">{marked(text, passages(text, judgements))}</div>\n{_facts(judgements)}</article>\n'
    )


def _facts(judgements: Sequence[Judgement]) -> str:
    if not judgements:
        return '<p class="meta">No facts, neither gold nor predicted.</p>\n'
    rows = "".join(_row(row, one) for row, one in enumerate(judgements, 1))
    return (
        '<div class="wide"><table class="facts">\n<thead><tr><th scope="col">fact</th><th scope="col">gold</th>'
        f'<th scope="col">predicted</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n'
    )


def _row(row: int, one: Judgement) -> str:
    history = ", background" if one.background else ""
    off = {*one.wrong, *one.differs}
    return (
        f'<tr><th scope="row" class="{CLASSES[one.verdict]}">{row}: {one.verdict}{history}<br>'
        f"{TITLES[one.kind]}</th>\n{''.join(_sides(one, off))}</tr>\n"
    )


def _sides(one: Judgement, off: set[str]) -> Iterator[str]:
    for side, fact in (("gold", one.gold), ("predicted", one.predicted)):
        if fact is None:
            yield f'<td class="meta">not {side}</td>\n'
            continue
        told = fields(one.kind, fact)
        shown = {field: told.get(field, "-") for field in dict.fromkeys((*told, *sorted(off)))}
        slots = "".join(
            f'<div class="{"off" if field in off else "on"}"><dt>{escaped(field)}</dt><dd>{escaped(words)}</dd></div>'
            for field, words in shown.items()
        )
        sure = one.confidence if side == "predicted" else None
        rule = fact.get("rule")
        notes = ([f"confidence {sure:.2f}"] if sure is not None else []) + ([f"rule {rule}"] if rule else [])
        made = f'<p class="meta">{escaped(", ".join(notes))}</p>' if notes else ""
        yield f"<td><dl>{slots}</dl><blockquote>{escaped(evidence(fact))}</blockquote>{made}</td>\n"
