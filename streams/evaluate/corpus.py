"""The annotated corpus: YAML articles with their facts, checked against their own text.

`python -m streams.evaluate.corpus FILE...` checks files; `load()` gives the rows that the
scorer reads, one dictionary an article in the shape of the gold files.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from streams import vocabulary

Row = dict[str, Any]

GENRES: Final = (
    "wire", "broadsheet", "tabloid", "trade_press", "press_release", "ofac_notice", "legal_text", "qa",
    "live_blog", "opinion", "machine_translated", "headline", "non_native",
)  # fmt: skip
SANCTION_DEFAULTS: Final[Row] = {
    "action": None, "status": None, "negated": False, "background": False, "optional": False, "imposers": [],
    "targets": [], "measures": [], "secondary": False, "countermeasure": False, "instrument": None,
    "announced": None, "effective": None, "until": None, "deadline": None, "attribution": None,
    "evidence": None, "evidence_also": [], "status_also": [],
}  # fmt: skip
PRICE_CAP_DEFAULTS: Final[Row] = {
    "regime": None, "commodity": None, "tier": None, "origin": None, "amount": None, "currency": None,
    "unit": None, "previous_amount": None, "formula": None, "imposers": [], "status": None, "announced": None,
    "effective": None, "until": None, "review": None, "deadline": None, "attribution": None, "negated": False,
    "background": False, "optional": False, "evidence": None, "evidence_also": [], "status_also": [],
}  # fmt: skip
ARTICLE_KEYS: Final = {
    "id", "event", "genre", "published_at", "hard_negative", "title", "text", "sanctions", "price_caps", "entities",
}  # fmt: skip


def plain(value: Any) -> Any:  # noqa: ANN401  # anything that YAML can hold
    """Dates as ISO text, also inside a map; everything else as it is."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return value.isoformat() if isinstance(value, date | datetime) else value


def load_file(path: Path) -> tuple[list[Row], list[str]]:
    """Read one corpus file: its rows, and its faults as `article: what is wrong`."""
    rows: list[Row] = []
    faults: list[str] = []
    for number, article in enumerate(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) or []):
        name = article.get("id", f"article {number + 1}")
        found = [f"{path.name}: {name}: {fault}" for fault in check_article(article)]
        faults += found
        if not found:
            rows.append(row_of(article, path))
    return rows, faults


def row_of(article: Row, path: Path) -> Row:
    """One article as the scorer reads it."""

    def whole(fact: Row, defaults: Row) -> Row:
        return {key: plain(fact.get(key, default)) for key, default in defaults.items()}

    published = article.get("published_at")
    return {
        "article_id": article["id"],
        "event": article["event"],
        "genre": article["genre"],
        "part": path.parent.name,
        "published_at": published.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(published, datetime) else published,
        "hard_negative": bool(article.get("hard_negative", False)),
        "title": article.get("title"),
        "text": article["text"],
        "sanctions": [whole(fact, SANCTION_DEFAULTS) for fact in article.get("sanctions") or []],
        "price_caps": [whole(fact, PRICE_CAP_DEFAULTS) for fact in article.get("price_caps") or []],
        "entities": [
            {"canonical": name, "type": kind, "mentions": mentions or [name]}
            for kind, names in (article.get("entities") or {}).items()
            for name, mentions in names.items()
        ],
    }


def check_article(article: Row) -> Iterator[str]:
    """Name every fault of one article."""
    for key in sorted(set(article) - ARTICLE_KEYS):
        yield f"unknown key {key!r}"
    for key in ("id", "event", "genre", "text"):
        if not article.get(key):
            yield f"{key} is missing"
            return
    if article["genre"] not in GENRES:
        yield f"genre {article['genre']!r} is none of {', '.join(GENRES)}"
    text = article["text"]
    for place, fact in enumerate(article.get("sanctions") or [], 1):
        faults = check_sanction(fact, text, hard_negative=bool(article.get("hard_negative")))
        yield from (f"sanction {place}: {fault}" for fault in faults)
    for place, fact in enumerate(article.get("price_caps") or [], 1):
        yield from (f"price cap {place}: {fault}" for fault in check_price_cap(fact, text))
    yield from check_entities(article.get("entities") or {}, text)


def check_entities(entities: Row, text: str) -> Iterator[str]:
    """Name every fault of the entities: `{type: {name: [mentions]}}`."""
    for kind, names in entities.items():
        if kind not in vocabulary.ENTITY_TYPES:
            yield f"entity type {kind!r} is unknown"
        for name, mentions in (names or {}).items():
            for mention in mentions or [name]:
                if str(mention) not in text:
                    yield f"entity {name!r}: mention {mention!r} does not stand in the text"


def check_words(fact: Row, key: str, allowed: Iterable[str]) -> Iterator[str]:
    """A field, or each of a list's, must be one of the allowed words."""
    values = fact.get(key)
    for value in values if isinstance(values, list) else [values]:
        if value not in tuple(allowed):
            yield f"{key} {value!r} is none of {', '.join(allowed)}"


def check_common(fact: Row, text: str, defaults: Row) -> Iterator[str]:
    """What both kinds of fact must hold."""
    for key in sorted(set(fact) - set(defaults)):
        yield f"unknown key {key!r}"
    yield from check_words(fact, "status", vocabulary.STATUSES)
    for passage in [fact.get("evidence"), *fact.get("evidence_also", [])]:
        if not passage or passage not in text:
            yield f"evidence {passage!r} does not stand in the text"
    for key in ("announced", "effective", "until", "review"):
        value = fact.get(key)
        if value is not None and not isinstance(value, date):
            yield f"{key} {value!r} is no date (YYYY-MM-DD)"
    if not isinstance(fact.get("imposers", []), list):
        yield "imposers must be a list"


def check_sanction(fact: Row, text: str, *, hard_negative: bool = False) -> Iterator[str]:
    """Name every fault of a sanctions fact; a hard negative holds none that is not background."""
    if hard_negative and not (fact.get("background") or fact.get("optional")):
        yield "a hard negative holds no sanctions fact that is not background"
    yield from check_common(fact, text, SANCTION_DEFAULTS)
    yield from check_words(fact, "action", vocabulary.ACTIONS)
    yield from check_words(fact, "measures", vocabulary.MEASURES)
    if not fact.get("measures"):
        yield "measures is empty; write [unspecified]"
    if not (fact.get("imposers") or fact.get("targets")):
        yield "neither an imposer nor a target"


def check_price_cap(fact: Row, text: str) -> Iterator[str]:
    """Name every fault of a price-cap fact."""
    yield from check_common(fact, text, PRICE_CAP_DEFAULTS)
    yield from check_words(fact, "regime", vocabulary.REGIMES)
    commodity = fact.get("commodity") or ""
    if commodity not in vocabulary.COMMODITIES and not commodity.startswith("other:"):
        yield f"commodity {commodity!r} is none of {', '.join(vocabulary.COMMODITIES)}, nor other:NAME"
    if fact.get("amount") is not None and not (fact.get("currency") and fact.get("unit")):
        yield "an amount needs its currency and unit"


def load(paths: Iterable[Path]) -> list[Row]:
    """The rows of corpus files and folders of them.

    Raises ValueError that lists every fault, so that a bad annotation never scores.
    """
    rows: list[Row] = []
    faults: list[str] = []
    for path in paths:
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            found, wrong = load_file(file)
            rows += found
            faults += wrong
    seen: set[str] = set()
    for row in rows:
        if row["article_id"] in seen:
            faults.append(f"{row['article_id']}: the id is used twice")
        seen.add(row["article_id"])
    if faults:
        raise ValueError("\n".join(faults))
    return rows


if __name__ == "__main__":
    try:
        articles = load(Path(name) for name in sys.argv[1:])
    except ValueError as error:
        sys.exit(str(error))
    facts = sum(len(row["sanctions"]) + len(row["price_caps"]) for row in articles)
    negatives = sum(row["hard_negative"] for row in articles)
    sys.stdout.write(f"{len(articles)} articles, {facts} facts, {negatives} hard negatives: no faults\n")
