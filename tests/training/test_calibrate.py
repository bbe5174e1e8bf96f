"""Weights of confidence: a logistic model is found again, and annotated articles give a file of them."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streams.errors import SetupError
from streams.evaluate.corpus import PRICE_CAP_DEFAULTS, SANCTION_DEFAULTS
from streams.extract import Extractor
from streams.extract.learned.confidence import ACT, CAP, FILE, SIGNS, Confidence
from streams.training.calibrate import FEWEST, calibrate, fit

ROWS = 6000
WEIGHTS = (1.2, 0.5, -0.4, 0.8, 0.0, 0.3, -0.6, 0.4)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    chosen = random.SystemRandom().randrange(10**9)
    request.node.add_report_section("setup", "seed", str(chosen))
    return chosen


def test_weights_of_a_made_up_model_are_found_again(seed: int) -> None:
    chance = np.random.default_rng(seed)
    signs = chance.normal(0, 1.5, (ROWS, len(SIGNS)))
    likely = 1 / (1 + np.exp(-(signs @ WEIGHTS[:-1] + WEIGHTS[-1])))
    found = fit(signs, (chance.random(ROWS) < likely).astype(float))
    assert found == pytest.approx(WEIGHTS, abs=0.25)  # five times the spread of the estimate
    told = 1 / (1 + np.exp(-(signs @ found[:-1] + found[-1])))
    assert np.abs(told - likely).mean() < 0.03


def test_signs_that_say_nothing_leave_the_share_of_the_right(seed: int) -> None:
    chance = np.random.default_rng(seed)
    right = (np.arange(400) < 300).astype(float)
    found = fit(chance.normal(0, 1e-6, (400, len(SIGNS))), right)
    assert found[:-1] == pytest.approx([0] * len(SIGNS), abs=0.01)
    assert 1 / (1 + np.exp(-found[-1])) == pytest.approx(0.75, abs=0.01)


def test_a_sign_that_parts_right_from_wrong_gets_no_boundless_weight() -> None:
    signs = np.zeros((200, len(SIGNS)))
    signs[:, 0] = np.where(np.arange(200) < 100, 3.0, -3.0)
    found = fit(signs, (signs[:, 0] > 0).astype(float))
    assert 0 < found[0] < 10
    assert abs(found[-1]) < 0.1


class Told:
    """Facts of one article again and again: half of its annotations are others."""

    TEXT = (
        "The European Union imposed an asset freeze on Gazprombank. The G7 set a price cap of $60 on Russian crude oil."
    )

    @classmethod
    def row(cls, extractor: Extractor, number: int) -> dict[str, Any]:
        _, acts, caps = extractor.draft(cls.TEXT)
        good = number % 2 == 0
        sanctions = [
            {
                **SANCTION_DEFAULTS,
                "action": act.action,
                "status": act.status if good else "ended",
                "background": act.background,
                "negated": act.negated,
                "imposers": [actor.name for actor in act.imposers],
                "targets": [actor.name for actor in act.targets],
                "measures": list(act.measures),
                "evidence": cls.TEXT[slice(*act.evidence[0])],
            }
            for act in acts
        ]
        fields = ("regime", "commodity", "currency", "unit", "status", "background", "negated", "origin")
        price_caps = [
            {
                **PRICE_CAP_DEFAULTS,
                **{name: getattr(cap, name) for name in fields},
                "amount": float(cap.amount) if cap.amount is not None else None,
                "imposers": [actor.name for actor in cap.imposers],
                "evidence": cls.TEXT[slice(*cap.evidence[0])],
            }
            for cap in caps
        ]
        return {"article_id": str(number), "text": cls.TEXT, "title": None, "published_at": None,
                "sanctions": sanctions, "price_caps": price_caps}  # fmt: skip


@pytest.fixture(scope="module")
def both() -> Extractor:
    return Extractor.load()


def test_articles_give_weights_that_fit_how_often_facts_are_right(both: Extractor, tmp_path: Path) -> None:
    _, acts, caps = both.draft(Told.TEXT)
    told = [draft for draft in acts if draft.signs]
    assert told
    assert caps
    counts = calibrate([Told.row(both, number) for number in range(FEWEST)], both, tmp_path)
    assert counts == {ACT: FEWEST * len(told), CAP: FEWEST * len(caps)}
    confidence = Confidence.load(tmp_path)
    assert confidence.of(ACT, told[0].signs) == pytest.approx(0.5, abs=0.05)
    assert confidence.of(CAP, caps[0].signs) > 0.85


def test_too_few_facts_are_no_ground_for_weights(both: Extractor, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=f"too few to calibrate on; {FEWEST} are needed"):
        calibrate([Told.row(both, 0)], both, tmp_path)
    assert not (tmp_path / FILE).exists()
