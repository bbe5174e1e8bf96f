"""The commands against a real broker: what they send, show, count, refuse and repeat."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from streams.cli import app
from streams.commands.connection import Place, records
from streams.commands.letters import ATTEMPT, REPLAYED_FROM
from streams.commands.sending import Parcel, send_all
from streams.contracts import Contracts
from streams.errors import StreamsError
from streams.flow import reject
from streams.messages import Record
from streams.settings import ROLES, Settings
from streams.worker.topics import create_topics

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
CONTRACTS = Contracts.load()
WRONG = StreamsError("decode", "schema", 'expected an integer, got the string "2"', "/version")
Invoke = Callable[..., Result]


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    named = {f"SANCTIONWIRE_TOPIC_{role.upper()}": settings.topic(role) for role in ROLES}
    return {
        "SANCTIONWIRE_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "SANCTIONWIRE_CONSUMER_GROUP": settings.consumer_group,
        **named,
    }


@pytest.fixture
def invoke(environment: dict[str, str]) -> Invoke:
    def run(*words: object, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin, env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def topics(settings: Settings) -> None:
    create_topics(settings)


def send(settings: Settings, parcels: Sequence[Parcel]) -> list[Place]:
    places = [place for _, place, _ in send_all(settings, parcels)]
    assert None not in places
    return [place for place in places if place]


def there(settings: Settings, role: str) -> list[Record]:
    return list(records(settings, [settings.topic(role)], from_beginning=True, follow=False))


def rejected(settings: Settings, record: Record) -> Parcel:
    letter, _ = reject(record, WRONG, settings, CONTRACTS)
    return Parcel("letter", settings.topic_dead_letters, letter.key, letter.value, letter.headers)


def sanction(settings: Settings, number: int) -> Parcel:
    fact = {**CONTRACTS.schemas["sanctions"]["examples"][0], "article_id": f"article-{number}"}
    return Parcel("fact", settings.topic_sanctions, str(number).encode(), json.dumps(fact).encode())


# Topics ------------------------------------------------------------------------------------


def test_topics_are_missed_made_and_found(invoke: Invoke, settings: Settings) -> None:
    before = invoke("topics", "check")
    assert before.exit_code == 1
    assert len(before.stderr.splitlines()) == len(ROLES)
    made = invoke("topics", "create")
    assert made.stdout.splitlines() == [f"created {settings.topic(role)}" for role in ROLES]
    assert invoke("topics", "create").stdout == "all topics exist\n"
    after = invoke("topics", "check")
    assert (after.exit_code, after.stdout, after.stderr) == (0, "all topics are fine\n", "")
    rows = [json.loads(line) for line in invoke("topics", "list", "--json").stdout.splitlines()]
    assert [(row["role"], row["partitions"], row["exists"]) for row in rows] == [(role, 3, True) for role in ROLES]
    assert re.search(rf"articles +{settings.topic_articles} +3 +1 +yes", invoke("topics", "list").stdout)


@pytest.mark.parametrize("words", [["produce", "--jsonl"], ["tail", "--no-follow"], ["lag"], ["dead-letters", "list"]])
def test_a_missing_topic_is_one_line_and_2(words: list[str], invoke: Invoke) -> None:
    result = invoke(*words, stdin='{"article_id": "a", "text": "x"}')
    assert result.exit_code == 2
    assert re.fullmatch(r"sanctionwire: topic \S+ does not exist; [^\n]+\n", result.stderr)


def test_the_workers_check_names_what_is_missing(invoke: Invoke, settings: Settings) -> None:
    before = invoke("worker", "--check")
    assert before.exit_code == 1
    assert [role for role in ROLES if settings.topic(role) not in before.stderr] == []
    create_topics(settings)
    after = invoke("worker", "--check")
    assert (after.exit_code, after.stdout, after.stderr) == (0, "set-up is fine\n", "")


# Produce, tail, lag ------------------------------------------------------------------------


@pytest.mark.usefixtures("topics")
def test_produced_articles_arrive_as_they_were_and_are_counted(
    invoke: Invoke, settings: Settings, tmp_path: Path
) -> None:
    story, lines = tmp_path / "story.txt", tmp_path / "lines.jsonl"
    story.write_text("Some words.", "utf-8")
    odd = b'{"text" : "x", "article_id":"caf\\u00e9", "extra": 1.50}'
    lines.write_bytes(odd + b'\n{"article_id": 7}\n')
    result = invoke("produce", story, lines, tmp_path / "none.txt")
    assert result.exit_code == 1
    shown = result.stdout.splitlines()
    assert re.fullmatch(rf"{story} story\.txt -> {settings.topic_articles}/\d/\d", shown[0])
    assert shown[-1] == "2 sent, 2 not"
    assert f"{lines}:2: /" in result.stderr
    assert "none.txt: can't be read" in result.stderr
    by_key = {record.key: record for record in there(settings, "articles")}
    assert set(by_key) == {b"story.txt", "caf\u00e9".encode()}
    assert by_key["caf\u00e9".encode()].value == odd
    assert by_key[b"story.txt"].headers == (("content-type", b"application/json"),)
    told = [json.loads(line) for line in invoke("lag", "--json").stdout.splitlines()]
    assert sum(row["lag"] for row in told) == 2
    assert {row["committed"] for row in told} == {None}
    assert invoke("lag", "--max", 1).exit_code == 1
    assert invoke("lag", "--max", 2).exit_code == 0


@pytest.mark.usefixtures("topics")
def test_many_and_large_articles_are_sent_in_order_and_told(invoke: Invoke, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    articles = [{"article_id": f"a{number % 7}", "text": f"Text {number}."} for number in range(1_200)]
    articles.append({"article_id": "large", "text": "word " * 500_000})
    file.write_text("\n".join(map(json.dumps, articles)), "utf-8")
    result = invoke("produce", file, "--quiet")
    assert (result.exit_code, result.stdout) == (0, "1201 sent\n")
    texts = [json.loads(record.value or b"") for record in there(settings, "articles")]
    for key in {article["article_id"] for article in articles}:
        sent = [article for article in articles if article["article_id"] == key]
        assert [text for text in texts if text["article_id"] == key] == sent


@pytest.mark.usefixtures("topics")
def test_tail_shows_facts_for_people_and_programs(invoke: Invoke, settings: Settings) -> None:
    send(settings, [sanction(settings, number) for number in range(5)])
    fact = CONTRACTS.schemas["sanctions"]["examples"][0]
    shown = invoke("tail", "--from-beginning", "--no-follow").stdout
    assert shown.count(fact["action"]) >= 5
    assert shown.count(fact["evidence"]["text"].replace("\n", " ")) == 5
    told = invoke("tail", "--kind", "sanctions", "--from-beginning", "--limit", 3, "--json").stdout.splitlines()
    assert len(told) == 3
    assert all(CONTRACTS.faults("sanctions", json.loads(line)) == () for line in told)
    assert invoke("tail", "--no-follow").stdout == ""


@pytest.mark.usefixtures("topics")
def test_tail_shows_what_is_none_of_ours_as_it_is(invoke: Invoke, settings: Settings) -> None:
    framed = sanction(settings, 1)
    strange = [
        Parcel("text", settings.topic_sanctions, b"k", b"none \x1b[2J"),
        Parcel("newer", settings.topic_sanctions, b"k", b'{"fact_id": "of a later version"}'),
        Parcel("tombstone", settings.topic_sanctions, b"k", None),
        framed._replace(value=b"\0\0\0\0\x07" + (framed.value or b"")),
    ]
    send(settings, strange)
    shown = invoke("tail", "--topic", settings.topic_sanctions, "--from-beginning", "--no-follow").stdout
    assert "none \ufffd[2J" in shown
    assert '{"fact_id": "of a later version"}' in shown
    assert CONTRACTS.schemas["sanctions"]["examples"][0]["evidence"]["text"].replace("\n", " ") in shown
    told = invoke("tail", "-k", "sanctions", "--from-beginning", "--no-follow", "--json").stdout.splitlines()
    assert len(told) == 4
    assert [json.loads(line).get("not_json") for line in told if "not_json" in line] == ["b'none \\x1b[2J'", "None"]
    assert any(json.loads(line).get("article_id") == "article-1" for line in told)


@pytest.mark.usefixtures("topics")
def test_tail_follows_until_ctrl_c(environment: dict[str, str], settings: Settings) -> None:
    command = [sys.executable, "-m", "streams", "tail", "--json", "--from-beginning"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=ROOT
    ) as process:
        assert process.stdout
        try:
            for number in range(3):  # each is sent only after the one before was shown
                send(settings, [sanction(settings, number)])
                assert json.loads(process.stdout.readline())["article_id"] == f"article-{number}"
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, errors) == (130, b"")


@pytest.mark.usefixtures("topics")
def test_tail_from_now_on_shows_only_what_is_new(settings: Settings) -> None:
    send(settings, [sanction(settings, 1)])
    seen: list[Record] = []
    stream = records(
        settings, [settings.topic_sanctions], from_beginning=False, follow=True, until=lambda: late_sent(settings, seen)
    )
    seen += stream
    assert [json.loads(record.value or b"")["article_id"] for record in seen] == ["article-2"]


def late_sent(settings: Settings, seen: list[Record], sent: list[Place] = []) -> bool:  # noqa: B006
    if not sent:
        sent += send(settings, [sanction(settings, 2)])
        return False
    return len(there(settings, "sanctions")) == 2 and bool(seen)


# Dead letters ------------------------------------------------------------------------------


def broken(settings: Settings, number: int, **more: object) -> Record:
    fields = {"key": f"k{number}".encode(), "value": b'{"version": "2"} \xff', "headers": (("producer", b"wire"),)}
    return Record(topic=settings.topic_articles, partition=0, offset=number, timestamp_ms=1_000, **{**fields, **more})


@pytest.mark.usefixtures("topics")
def test_dead_letters_are_listed_and_shown(invoke: Invoke, settings: Settings) -> None:
    (place,) = send(settings, [rejected(settings, broken(settings, 41))])
    where = f"{place[0]}/{place[1]}"
    shown = invoke("dead-letters", "list").stdout
    assert shown.startswith(where)
    assert (
        f'{settings.topic_articles}/0/41  schema in decode  /version: expected an integer, got the string "2"' in shown
    )
    (told,) = invoke("dead-letters", "list", "--json", "--reason", "schema", "--stage", "decode").stdout.splitlines()
    assert CONTRACTS.faults("dead_letters", json.loads(told)) == ()
    assert invoke("tail", "-k", "dead-letters", "--from-beginning", "--no-follow", "--json").stdout.strip() == told
    assert invoke("dead-letters", "list", "--reason", "timeout").stdout == ""
    whole = invoke("dead-letters", "show", where).stdout
    assert "producer: wire\n" in whole
    assert "key: k41\n" in whole
    assert '{"version": "2"} \\xff' in whole
    assert invoke("dead-letters", "show", where, "--raw").stdout_bytes == b'{"version": "2"} \xff'
    missing = invoke("dead-letters", "show", f"{place[0]}/99")
    assert missing.exit_code == 2
    assert f"{settings.topic_dead_letters}/{place[0]} holds offsets 0 to 0" in missing.stderr


@pytest.mark.usefixtures("topics")
def test_replay_sends_the_record_as_it_was_with_its_story(invoke: Invoke, settings: Settings) -> None:
    own = (("producer", b"wire"), ("ce_id", b"theirs"), ("content-type", b"text/plain"), ("raw", b"\xff\0"))
    parcels = [
        rejected(settings, broken(settings, 1, headers=own)),
        rejected(settings, broken(settings, 2, value=None)),
    ]
    send(settings, parcels)
    dry = invoke("dead-letters", "replay", "--all", "--dry-run")
    assert dry.stdout.count(f"would go to {settings.topic_articles}, attempt 1") == 2
    assert there(settings, "articles") == []
    result = invoke("dead-letters", "replay", "--reason", "schema")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("2 replayed\n")
    again = {record.key: record for record in there(settings, "articles")}
    assert again[b"k1"].value == b'{"version": "2"} \xff'
    assert again[b"k2"].value is None
    story = ((ATTEMPT, b"1"), (REPLAYED_FROM, f"{settings.topic_articles}/0/1".encode()))
    assert again[b"k1"].headers == (*own, *story)


@pytest.mark.usefixtures("topics")
def test_replay_ends_after_so_many_attempts(invoke: Invoke, settings: Settings) -> None:
    send(settings, [rejected(settings, broken(settings, 1))])
    for attempt in (1, 2):
        result = invoke("dead-letters", "replay", "--all", "--max-attempts", 2)
        assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 replayed")
        latest = there(settings, "articles")[-1]
        assert dict(latest.headers)[ATTEMPT] == str(attempt).encode()
        send(settings, [rejected(settings, latest)])  # as the worker does when it fails again
    refused = invoke("dead-letters", "replay", "--all", "--max-attempts", 2)
    assert refused.exit_code == 1
    assert refused.stdout == "0 replayed, 1 refused\n"
    assert "replayed 2 times already (--max-attempts 2)" in refused.stderr
    assert len(there(settings, "articles")) == 2


@pytest.mark.usefixtures("topics")
def test_replay_takes_those_named_and_refuses_what_came_from_elsewhere(invoke: Invoke, settings: Settings) -> None:
    strangers = msgspec.structs.replace(broken(settings, 3), topic="payments")
    letters = [rejected(settings, record) for record in (broken(settings, 1), broken(settings, 2), strangers)]
    places = [f"{partition}/{offset}" for partition, offset in send(settings, letters)]
    result = invoke("dead-letters", "replay", places[1])
    assert result.stdout.splitlines()[-1] == "1 replayed"
    assert [record.key for record in there(settings, "articles")] == [b"k2"]
    refused = invoke("dead-letters", "replay", places[2])
    assert refused.exit_code == 1
    assert f"{places[2]}: came from payments, not from {settings.topic_articles}" in refused.stderr
    assert len(there(settings, "articles")) == 1


@pytest.mark.usefixtures("topics")
def test_a_repeated_dead_letter_is_replayed_once(invoke: Invoke, settings: Settings) -> None:
    letter = rejected(settings, broken(settings, 1))
    send(settings, [letter, letter])
    assert invoke("dead-letters", "replay", "--all").stdout.splitlines()[-1] == "1 replayed"
