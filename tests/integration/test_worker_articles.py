"""The worker as it is, on a real broker: good articles among bad bytes of every sort."""

import json
from pathlib import Path

import msgspec
import pytest

from streams.settings import Settings
from streams.worker.check import check
from streams.worker.topics import create_topics
from tests.integration.test_worker_delivery import article
from tests.integration.workers import PRODUCT, outcomes, read, running, send, wait_for_outcomes

pytestmark = pytest.mark.integration


def changed(**fields: object) -> bytes:
    """An article with fields replaced; those that are null are left out."""
    whole = msgspec.json.decode(article(0)) | fields
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


BAD: dict[str, tuple[bytes, str, str]] = {
    # what it is: the bytes, the reason, and the field at fault
    "not UTF-8": (b"\xff\xfe\x00a", "not_utf8", ""),
    "cut off": (article(0)[:-20], "not_json", ""),
    "no bytes": (b"", "not_json", ""),
    "a list": (b"[1, 2]", "schema", ""),
    "nested": (b"[" * 10_000 + b"]" * 10_000, "too_deep", ""),
    "no text": (changed(text=None), "schema", "/text"),
    "text is a number": (changed(text=5), "schema", "/text"),
    "version is a string": (changed(version="2"), "schema", "/version"),
    "published_at is a float": (changed(published_at=1.5), "schema", "/published_at"),
    "a date that is none": (changed(published_at="2024-02-31T10:00:00Z"), "bad_date", "/published_at"),
    "empty text": (changed(text=""), "empty_text", "/text"),
    "only markup": (changed(text="<div><br></div>"), "empty_text", "/text"),
    "huge text": (changed(text="word " * 300_000), "too_large", "/text"),
    "a JSON number too large": (b'{"article_id": "a", "text": "b", "version": 1e999999}', "", ""),
    "only zeros": (b"\x00" * 1000, "not_json", ""),
}
SKIPPED: dict[str, tuple[bytes | None, str]] = {
    "a tombstone": (None, "tombstone"),
    "another language": (changed(language="fr"), "unsupported_language"),
}


@pytest.mark.timeout(120)
def test_bad_records_are_set_aside_as_they_came_and_those_behind_them_are_read(
    settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"processes": 2, "partitions": 1, "batch_records": 8})
    values: list[bytes | None] = []
    for number, value in enumerate([*(bad[0] for bad in BAD.values()), *(skip[0] for skip in SKIPPED.values())]):
        values += [value, article(number + 1)]
    send(settings, values)
    with running(settings, tmp_path, PRODUCT) as worker:
        wait_for_outcomes(settings, len(values))
        assert worker.metric("sanctionwire_articles_total", outcome="dead-lettered") == len(BAD)
        assert worker.metric("sanctionwire_articles_total", outcome="skipped") == len(SKIPPED)
        for stage in ("decode", "clean", "extract", "publish"):
            assert worker.metric("sanctionwire_stage_seconds_count", stage=stage) >= len(BAD)
        assert worker.metric("sanctionwire_facts_total", kind="sanction") > 0
        assert worker.metric("sanctionwire_facts_total", kind="price_cap") > 0
        assert worker.stop() == 0

    assert outcomes(settings).total() == len(values)
    letters = read(settings, "dead_letters")
    assert [letter.value for letter in letters] == [bad[0] for bad in BAD.values()]
    assert [letter.key for letter in letters] == [f"key-{2 * index}".encode() for index in range(len(BAD))]
    for what, letter in zip(BAD, letters, strict=True):
        _, reason, field = BAD[what]
        headers = dict(letter.headers)
        assert not reason or headers["sanctionwire.reason"].decode() == reason, what
        assert headers.get("sanctionwire.field", b"").decode() == field, what
        assert headers["__connect.errors.topic"].decode() == settings.topic_articles
        assert len(headers["__connect.errors.exception.message"]) > 10
    enriched = [json.loads(record.value or b"")["article_id"] for record in read(settings, "enriched")]
    assert enriched == [f"article-{number + 1}" for number in range(len(BAD) + len(SKIPPED))]
    fates = [json.loads(record.value or b"") for record in read(settings, "outcomes")]
    assert [fate["offset"] for fate in fates] == list(range(len(values)))
    assert [fate["reason"] for fate in fates if fate["outcome"] == "skipped"] == [why for _, why in SKIPPED.values()]


def test_the_check_finds_nothing_in_a_good_set_up_and_the_missing_topics_before(
    settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"data_dir": tmp_path / "data"})
    assert len(check(settings)) == 6
    create_topics(settings)
    assert check(settings) == []
