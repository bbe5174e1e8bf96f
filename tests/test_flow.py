"""A record goes in; facts, a dead letter or a skip come out, and always one outcome, the last."""

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import streams.flow
from streams.errors import REASONS, StreamsError
from streams.flow import Flow, Reader, reject
from streams.messages import Article, CleanText, Evidence, Findings, Outbound
from streams.settings import Settings
from tests.publish.samples import BROKEN, SANCTIONS
from tests.records import CONTRACTS, SETTINGS, TEXT, article_record, record


class Lookout:
    """An extractor that knows one thing: a cap is a fact, proved by the word."""

    def read(self, article: Article, clean: CleanText) -> Findings:
        place = clean.text.find("cap")
        if place < 0:
            return Findings()
        start, end = clean.span(place, place + 3)
        proof = Evidence(text=clean.original[start:end], start=start, end=end)
        return Findings(sanctions=(replace(SANCTIONS[0], article_id=article.article_id, evidence=proof),))


class Finds:
    """An extractor that finds the same in every article."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def read(self, article: Article, clean: CleanText) -> Findings:  # noqa: ARG002  # the protocol's
        return self._findings


class Defective:
    """An extractor with a defect."""

    def read(self, article: Article, clean: CleanText) -> Findings:
        return Findings(sanctions=(SANCTIONS[len(clean.text)], SANCTIONS[article.version]))


def flow(extractor: Reader | None = None, **settings: Any) -> Flow:  # noqa: ANN401  # any setting
    return Flow(Settings(**settings), CONTRACTS, extractor or Lookout())


def outcome_of(outputs: tuple[Outbound, ...]) -> dict[str, Any]:
    """The outcome, after a look at what must hold for every record."""
    roles = Counter(output.role for output in outputs)
    assert outputs[-1].role == "outcomes"
    assert roles["outcomes"] == 1
    outcome: dict[str, Any] = json.loads(outputs[-1].value or b"")
    assert CONTRACTS.faults("outcomes", outcome) == ()
    assert [output.role for output in outputs[:-1]] == [output["role"] for output in outcome["outputs"]]
    assert roles["enriched"] == (outcome["outcome"] == "enriched")
    assert roles["dead_letters"] == (outcome["outcome"] == "dead-lettered")
    return outcome


def test_an_article_is_enriched() -> None:
    outputs = flow().process(article_record(text=f"<p>{TEXT}</p>"))
    assert [output.role for output in outputs] == ["sanctions", "enriched", "outcomes"]
    assert outcome_of(outputs)["outcome"] == "enriched"
    fact = json.loads(outputs[0].value or b"")
    assert f"<p>{TEXT}</p>"[fact["evidence"]["start"] : fact["evidence"]["end"]] == fact["evidence"]["text"] == "cap"


def test_an_article_without_facts_is_enriched_too() -> None:
    assert [output.role for output in flow().process(article_record(text="No news."))] == ["enriched", "outcomes"]


def test_copies_share_a_cluster() -> None:
    copies = [article_record(), article_record(article_id="wire-2", text=f"<p>{TEXT.upper()}</p>")]
    clusters = {json.loads(flow().process(copy)[-2].value or b"")["cluster"] for copy in copies}
    assert len(clusters) == 1


BAD_INPUT = {
    "not UTF-8": (b"\xff\xfe{", "decode", "not_utf8", "byte 0xff at offset 0"),
    "empty": (b"", "decode", "not_json", "the value is empty"),
    "not JSON": (b"Dear editor", "decode", "not_json", "line 1, column 1"),
    "a list": (b"[]", "decode", "schema", "expected an object, got a list"),
    "nested 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, "decode", "too_deep", "more than 64 levels"),
    "string version": (
        b'{"article_id":"a","text":"x","version":"2"}',
        "decode",
        "schema",
        '/version: expected an integer, got the string "2"',
    ),
    "float date": (
        b'{"article_id":"a","text":"x","published_at":1669939200.5}',
        "decode",
        "schema",
        "/published_at: expected a date and time with its zone, such as",
    ),
    "missing text": (b'{"article_id":"a"}', "decode", "schema", "/text: is missing"),
    "no date": (
        b'{"article_id":"a","text":"x","published_at":"Friday"}',
        "decode",
        "bad_date",
        '/published_at: expected a date and time with its zone, such as 2025-07-18T09:00:00Z, got the string "Friday"',
    ),
    "no such day": (
        b'{"article_id":"a","text":"x","published_at":"2023-02-29T00:00:00Z"}',
        "decode",
        "bad_date",
        "/published_at: expected a date and time",
    ),
    "date without zone": (
        b'{"article_id":"a","text":"x","published_at":"2023-02-28T00:00:00"}',
        "decode",
        "bad_date",
        "/published_at: expected a date and time with its zone",
    ),
    "empty text": (b'{"article_id":"a","text":""}', "clean", "empty_text", "/text: the text has no words"),
    "markup alone": (
        b'{"article_id":"a","text":"<p></p>"}',
        "clean",
        "empty_text",
        "/text: the text has no words once",
    ),
    "huge text": (
        b'{"article_id":"a","text":"' + b"x" * 1_000_001 + b'"}',
        "clean",
        "too_large",
        "/text: the text has 1000001 bytes, at most 1000000 are read",
    ),
    "huge record": (b"x" * 8_000_001, "decode", "too_large", "the record has 8000001 bytes"),
    "decoded wrongly before": (
        '{"article_id":"a","text":"\ufffd\ufffd oil"}'.encode(),
        "clean",
        "bad_text",
        "/text: most of the text is replacement characters",
    ),
    "half a surrogate pair": (b'{"article_id":"a","text":"\\ud800"}', "decode", "not_utf8", "\\ud800 is half"),
}


@pytest.mark.parametrize(("value", "stage", "reason", "told"), BAD_INPUT.values(), ids=BAD_INPUT.keys())
def test_bad_input_becomes_a_dead_letter_with_the_bytes_as_they_came(
    value: bytes, stage: str, reason: str, told: str
) -> None:
    source = record(value, key=b"\x00key", headers=(("producer", b"feed"),))
    outputs = flow().process(source)
    outcome = outcome_of(outputs)
    assert (outcome["outcome"], outcome["stage"], outcome["reason"]) == ("dead-lettered", stage, reason)
    assert told in outcome["detail"]
    letter = outputs[0]
    assert (letter.key, letter.value, letter.headers[0]) == (b"\x00key", value, ("producer", b"feed"))
    assert dict(letter.headers)["__connect.errors.exception.message"].decode() == outcome["detail"]
    assert outcome_of(flow().process(article_record()))["outcome"] == "enriched"


def test_the_outcome_names_the_article_once_it_is_read() -> None:
    assert outcome_of(flow().process(article_record(text="", version=3)))["article_version"] == 3


def test_a_tombstone_is_skipped() -> None:
    outputs = flow().process(record(None, key=b"wire-1"))
    outcome = outcome_of(outputs)
    assert (len(outputs), outcome["outcome"], outcome["reason"]) == (1, "skipped", "tombstone")


@pytest.mark.parametrize(
    ("language", "read", "fate"),
    [
        ("ru", ("en",), "skipped"),
        ("en-GB", ("en",), "enriched"),
        (None, ("en",), "enriched"),
        ("de", ("en", "de"), "enriched"),
    ],
)
def test_only_languages_that_are_read_are(language: str | None, read: tuple[str, ...], fate: str) -> None:
    outcome = outcome_of(flow(languages=read).process(article_record(language=language)))
    assert outcome["outcome"] == fate
    if fate == "skipped":
        assert (outcome["reason"], outcome["article_id"]) == ("unsupported_language", "wire-1")


def test_an_output_that_breaks_its_schema_becomes_a_dead_letter() -> None:
    outputs = flow(Finds(BROKEN)).process(article_record())
    outcome = outcome_of(outputs)
    assert (outcome["stage"], outcome["reason"]) == ("publish", "output_schema")
    assert outcome["article_id"] == "wire-1"
    assert [output.role for output in outputs] == ["dead_letters", "outcomes"]


def test_a_defect_becomes_a_dead_letter_and_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="streams.flow"):
        outputs = flow(Defective()).process(article_record())
    outcome = outcome_of(outputs)
    assert (outcome["stage"], outcome["reason"]) == ("extract", "internal")
    assert outcome["detail"].startswith("IndexError at ")
    (line,) = caplog.records
    assert line.getMessage() == "news.article.published.v1/0/7: a defect in stage extract"
    assert "IndexError" in caplog.text


def test_no_log_line_for_bad_input(caplog: pytest.LogCaptureFixture) -> None:
    flow().process(record(b"{"))
    assert caplog.records == []


def test_stages_are_observed_in_order() -> None:
    told: list[str] = []
    watched = Flow(SETTINGS, CONTRACTS, Lookout(), observe=lambda stage, _seconds: told.append(stage))
    watched.process(article_record())
    assert told == ["decode", "clean", "extract", "publish"]
    watched.process(record(b""))
    assert told[4:] == ["decode"]


def test_a_record_that_failed_outside_of_the_flow_is_rejected() -> None:
    error = StreamsError("extract", "timeout", "the article took longer than 20 s")
    outputs = reject(record(None, key=b"k"), error, SETTINGS, CONTRACTS)
    assert outputs[0].value is None
    assert outcome_of(outputs)["reason"] == "timeout"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_can_be_told(reason: str) -> None:
    assert (
        outcome_of(reject(record(b"x"), StreamsError("decode", reason, "why"), SETTINGS, CONTRACTS))["reason"] == reason
    )


def test_the_same_record_gives_the_same_bytes() -> None:
    for source in (article_record(), record(b"{"), record(None), article_record(language="ru")):
        assert flow().process(source) == flow().process(source)


TIMES = st.integers(-(2**63), 2**63 - 1)
HEADERS = st.lists(st.tuples(st.text(max_size=9), st.binary(max_size=9)), max_size=3).map(tuple)


@given(
    value=st.none() | st.binary(max_size=200) | st.text(max_size=99).map(lambda text: article_record(text=text).value),
    key=st.none() | st.binary(max_size=9),
    headers=HEADERS,
    timestamp_ms=TIMES,
)
def test_any_record_has_one_outcome(
    value: bytes | None, key: bytes | None, headers: tuple[tuple[str, bytes], ...], timestamp_ms: int
) -> None:
    source = record(value, key=key, headers=headers, timestamp_ms=timestamp_ms)
    outcome = outcome_of(flow().process(source))
    assert outcome["reason"] != "internal"
    assert flow().process(source) == flow().process(source)


def test_the_journey_fits_one_screen() -> None:
    lines = Path(streams.flow.__file__).read_text("utf-8").splitlines()
    assert sum(bool(line.strip()) for line in lines) <= 60
