"""Small gold facts and articles; each argument changes a field."""

from collections.abc import Sequence

from streams.evaluate.corpus import PRICE_CAP_DEFAULTS, SANCTION_DEFAULTS, Row

TEXT = "The EU on Friday imposed an asset freeze on Rosneft."


def sanction(**changes: object) -> Row:
    fact = {
        "action": "impose",
        "status": "adopted",
        "imposers": ["European Union"],
        "targets": ["Rosneft"],
        "measures": ["asset_freeze"],
        "evidence": TEXT,
    }
    return {**SANCTION_DEFAULTS, **fact, **changes}


def cap(**changes: object) -> Row:
    fact = {
        "regime": "sanction",
        "commodity": "crude_oil",
        "origin": "Russia",
        "amount": 60,
        "currency": "USD",
        "unit": "barrel",
        "imposers": ["European Union"],
        "status": "adopted",
        "evidence": TEXT,
    }
    return {**PRICE_CAP_DEFAULTS, **fact, **changes}


def article(number: int = 1, *, sanctions: Sequence[Row] = (), price_caps: Sequence[Row] = (), **more: object) -> Row:
    return {
        "article_id": f"a{number}",
        "text": TEXT,
        "sanctions": list(sanctions),
        "price_caps": list(price_caps),
        **more,
    }
