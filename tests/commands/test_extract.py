"""`extract` on files and standard input, with the real model and rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.contracts import Contracts
from streams.extract import Extractor
from streams.flow import Flow
from streams.messages import Record
from streams.settings import read_settings
from tests.commands.conftest import Invoke

SENTENCE = "The European Union on Friday imposed sanctions on Iran."
CAP = "On Friday the G7 agreed a price cap of $60 a barrel on Russian crude oil."
NEAR = "The sanctions hurt."
CONTRACTS = Contracts.load()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_text_file_gives_one_line_named_after_it(invoke: Invoke, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(f"{SENTENCE} {CAP}\n", "utf-8")
    result = invoke("extract", story, "--published-at", "2022-12-02")
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = lines(result.stdout)
    assert list(line) == ["article_id", "sanctions", "price_caps", "entities"]
    assert line["article_id"] == "story.txt"
    assert line["sanctions"][0]["action"] == "impose"
    assert {fact["amount"] for fact in line["price_caps"]} == {"60"}
    assert {"European Union", "Iran"} <= {entity["name"] for entity in line["entities"]}
    for role in ("sanctions", "price_caps"):
        assert [CONTRACTS.faults(role, fact) for fact in line[role]] == [()] * len(line[role])


def test_offsets_point_into_the_page_as_it_was_read(invoke: Invoke, tmp_path: Path) -> None:
    page = f"<html><head><title>x</title></head><body><p>News &amp; views.</p><p>{SENTENCE}</p></body></html>"
    file = tmp_path / "page.html"
    file.write_text(page, "utf-8")
    (line,) = lines(invoke("extract", file).stdout)
    assert line["sanctions"]
    for fact in line["sanctions"]:
        evidence = fact["evidence"]
        assert page[evidence["start"] : evidence["end"]] == evidence["text"]


def test_json_lines_are_read_in_order_and_the_broken_ones_named(invoke: Invoke) -> None:
    articles = [
        {"article_id": "a", "text": SENTENCE, "published_at": None, "language": 7},
        {"article_id": "b", "text": "   "},
        {"article_id": "c"},
        {"article_id": "d", "text": CAP, "published_at": "2022-12-02T09:00:00Z"},
    ]
    result = invoke("extract", "--jsonl", "-", stdin="\n".join(map(json.dumps, articles)))
    assert result.exit_code == 1
    told = lines(result.stdout)
    assert [line["article_id"] for line in told] == ["a", "d"]
    assert told[0]["sanctions"]
    assert told[1]["price_caps"]
    first, second = result.stderr.splitlines()
    assert first.startswith("sanctionwire: b: clean: empty_text: ")
    assert second.startswith("sanctionwire: stdin:3: ")


def test_standard_input_is_read_as_text(invoke: Invoke) -> None:
    (line,) = lines(invoke("extract", stdin=SENTENCE).stdout)
    assert line["article_id"] == "stdin"
    assert line["sanctions"]


def test_facts_are_those_on_the_wire(invoke: Invoke) -> None:
    article = json.dumps({"article_id": "a", "text": f"{SENTENCE} {CAP}", "published_at": "2022-12-02T09:00:00Z"})
    flow = Flow(read_settings(), CONTRACTS, Extractor.load())
    outputs = flow.process(Record(topic="t", partition=0, offset=0, value=article.encode()))
    (line,) = lines(invoke("extract", "--jsonl", stdin=article).stdout)
    for role in ("sanctions", "price_caps"):
        published = [json.loads(output.value or b"") for output in outputs if output.role == role]
        assert published
        assert line[role] == published


def test_pretty_shows_the_text_and_each_fact_with_its_proof(invoke: Invoke, tmp_path: Path) -> None:
    story, dull = tmp_path / "story.txt", tmp_path / "dull.txt"
    story.write_text(f"{SENTENCE}\n\x1b[2J{CAP}\n", "utf-8")
    dull.write_text("It rained all day in Leuven.\n", "utf-8")
    result = invoke("extract", story, dull, "--pretty", "--published-at", "2022-12-02T09:00:00Z")
    assert result.exit_code == 0
    for words in ("story.txt", SENTENCE, CAP, "sanction   impose", "price cap  60 USD/barrel", "no facts"):
        assert words in result.stdout
    assert "\x1b[2J" not in result.stdout


def test_explain_shows_why_each_fact_was_told_and_what_was_nearly_told(invoke: Invoke, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(f"{SENTENCE} {NEAR} {CAP}\n", "utf-8")
    result = invoke("extract", story, "--explain", "--published-at", "2022-12-02")
    assert (result.exit_code, result.stderr) == (0, "")
    for words in (
        "sanction   impose", "made by     sanctions/", "imposers    European Union", "price cap  60 USD/barrel",
        "level       60", "near miss  impose  sanctions", f"\u201c{NEAR}\u201d", "dropped     ",
    ):  # fmt: skip
        assert words in result.stdout
    assert f"{SENTENCE} {NEAR}" not in result.stdout
    assert f"{SENTENCE} {NEAR}" in invoke("extract", story, "--explain", "--pretty").stdout


def test_explain_as_json_is_one_fact_or_near_miss_a_line(invoke: Invoke, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    text = f"{SENTENCE} {NEAR} {CAP}"
    story.write_text(text, "utf-8")
    (plain,) = lines(invoke("extract", story, "--published-at", "2022-12-02").stdout)
    told = lines(invoke("extract", story, "--explain", "--json", "--published-at", "2022-12-02").stdout)
    facts = [line for line in told if line["kind"] != "near_miss"]
    assert [line["fact"] for line in facts] == [*plain["sanctions"], *plain["price_caps"]]
    for line in facts:
        assert line["made_by"][0] == line["fact"]["rule"]
        assert {slot["by"] for slot in line["slots"]} <= {"rule", "model", "both"}
    near = next(line for line in told if line["kind"] == "near_miss" and line["passage"]["text"] == NEAR)
    assert (near["article_id"], near["act"]) == ("story.txt", "impose")
    assert {text[word["start"] : word["end"]] for word in near["words"]} == {word["text"] for word in near["words"]}
    assert all(doubt["by"] and doubt["why"] for doubt in near["dropped"])


def test_text_and_json_at_once_is_wrong_usage(invoke: Invoke) -> None:
    result = invoke("extract", "--pretty", "--json", stdin=SENTENCE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--pretty" in result.stderr


@pytest.mark.parametrize("files", [["none.txt"], ["none.jsonl"]])
def test_a_missing_file_is_one_line_and_1(files: list[str], invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("extract", *(tmp_path / file for file in files))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"sanctionwire: {tmp_path / files[0]}: can't be read: No such file or directory\n"
