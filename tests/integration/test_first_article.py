"""The first input that we were given, a real and garbled article, from topic to topics.

Its text is not ours and stands beside the project only; where it is missing, the test is skipped.
"""

import json
from pathlib import Path

import msgspec
import pytest

from streams.messages import EnrichedArticle, PriceCapFact, SanctionFact
from streams.settings import Settings
from streams.worker.topics import create_topics
from tests.integration.workers import PRODUCT, read, running, send, wait_for_outcomes

pytestmark = pytest.mark.integration

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed article stands beside the project, not in it")
@pytest.mark.timeout(120)
def test_the_first_article_yields_its_cap_and_the_twin_and_nothing_false(settings: Settings, tmp_path: Path) -> None:
    (seed,) = sorted(SEEDS.glob("*.txt"))
    text = seed.read_text("utf-8")
    article = {"article_id": "seed", "published_at": "2022-12-02T20:00:00Z", "text": text}
    create_topics(settings)
    send(settings, [json.dumps(article).encode()])
    with running(settings, tmp_path, PRODUCT) as worker:
        wait_for_outcomes(settings, 1)
        assert worker.stop() == 0

    (cap,) = [msgspec.json.decode(record.value or b"", type=PriceCapFact) for record in read(settings, "price_caps")]
    assert (cap.commodity, cap.origin, str(cap.amount), cap.currency, cap.unit) == (
        "crude_oil", "Russia", "60", "USD", "barrel",
    )  # fmt: skip
    assert [(actor.name, actor.id) for actor in cap.imposers] == [("European Union", "Q458")]
    assert (cap.status, cap.regime, cap.negated, cap.background) == ("agreed", "sanction", False, False)
    assert cap.deadline is not None
    assert cap.deadline.date == "2022-12-02"
    assert "approved by all EU governments" in cap.deadline.step
    assert [(who.name, who.anonymous, who.hedge) for who in cap.attribution] == [("diplomats", True, "tentatively")]
    assert text[cap.evidence.start : cap.evidence.end] == cap.evidence.text

    (twin,) = [msgspec.json.decode(record.value or b"", type=SanctionFact) for record in read(settings, "sanctions")]
    assert (twin.action, twin.status, twin.measures) == ("impose", "agreed", ("price_cap",))
    assert [actor.name for actor in twin.imposers] == ["European Union"]
    assert [actor.name for actor in twin.targets] == ["Russia"]

    (enriched,) = [
        msgspec.json.decode(record.value or b"", type=EnrichedArticle) for record in read(settings, "enriched")
    ]
    assert (enriched.sanctions, enriched.price_caps) == ((twin.fact_id,), (cap.fact_id,))
    assert {entity.name for entity in enriched.entities} >= {
        "Joe Biden", "Emmanuel Macron", "Vladimir Putin", "Dmitry Peskov", "Olaf Scholz", "Ukraine", "Russia",
        "France", "Germany", "European Union", "NATO",
    }  # fmt: skip
    for entity in enriched.entities:
        assert text[entity.start : entity.end] == entity.mention
