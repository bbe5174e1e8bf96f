"""The HTML page: well formed, self-contained, faithful to the text, and safe against what articles hold."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from streams.evaluate.corpus import Row
from streams.evaluate.highlight import escaped
from streams.evaluate.page import page
from streams.evaluate.score import evaluate
from tests.evaluate.builders import TEXT, article, sanction

VOID = {"meta", "input", "br"}


class Reading(HTMLParser):
    """Collects tags, attributes and the text of articles; fails on tags that don't match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if dict(attrs).get("class") == "text":
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "div" in self.open and "table" not in self.open and "sup" not in self.open and self.texts:
            self.texts[-1] += data

    def attributes(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def read(golds: Sequence[Row], predictions: dict[str, Row]) -> Reading:
    evaluation = evaluate(golds, lambda row: predictions.get(row["article_id"], {}), resamples=0)
    return Reading(page(evaluation, golds))


def span(text: str, words: str) -> dict[str, object]:
    return {"text": words, "start": text.index(words), "end": text.index(words) + len(words)}


def test_articles_are_marked_by_what_is_wrong_and_shown_word_for_word() -> None:
    golds = [article(1, sanctions=[sanction()]), article(2, sanctions=[sanction()]), article(3)]
    predicted = sanction(evidence=span(TEXT, "imposed an asset freeze"), confidence=0.9, status="proposed")
    html = read(golds, {"a1": {"sanctions": [predicted]}, "a3": {"sanctions": [sanction(), sanction(action="lift")]}})
    assert html.texts[0].startswith(TEXT)
    assert all(TEXT in text for text in html.texts)
    styles = [attributes.get("class") for tag, attributes in html.tags if tag == "article"]
    assert styles == ["has-fault has-wrong", "has-fault has-missed", "has-fault has-spurious"]
    marks = [attributes["class"] for tag, attributes in html.tags if tag == "mark"][5:]  # behind the legend
    assert marks[:3] == ["wrong", "wrong predicted", "wrong"]
    assert html.attributes("class").count("off") == 2  # the status, on both sides


def test_text_of_an_article_can_do_nothing_in_the_page() -> None:
    evil = "<script>alert(1)</script> \" onload='x' & </div></article><img src=x onerror=1> \x00\x1b\ud800 \u202e end"
    fact = sanction(targets=[evil], evidence=evil)
    golds = [article(1, sanctions=[fact], title=evil, genre=evil, published_at=evil)]
    golds[0] |= {"text": evil, "article_id": evil}
    html = read(golds, {evil: {"sanctions": [{**fact, "rule": evil}, sanction(action="lift", instrument=evil)]}})
    assert {tag for tag, _ in html.tags} & {"script", "img", "iframe", "link", "object", "a"} == set()
    assert [name for _, attributes in html.tags for name in attributes if name.startswith("on")] == []
    assert html.texts[0].strip().startswith(evil.translate({0: 0xFFFD, 0x1B: 0xFFFD, 0xD800: 0xFFFD}))
    page(evaluate(golds, lambda _: {}, resamples=0), golds).encode("utf-8")


def test_the_page_loads_nothing_and_says_so() -> None:
    golds = [article(1, sanctions=[sanction()])]
    html = page(evaluate(golds, lambda _: {}, resamples=0), golds)
    assert "Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"" in html
    assert re.findall(r"(?:src|href)=|url\(|@import|https?:", html) == []
    assert "prefers-color-scheme: dark" in html
    assert '<html lang="en">' in html


def test_every_filter_has_its_style_and_its_label() -> None:
    golds = [article(1)]
    html = page(evaluate(golds, lambda _: {}, resamples=0), golds)
    buttons = re.findall(r'<label><input type="radio" name="show" id="show-([a-z]+)"( checked)?> [a-z ]+</label>', html)
    assert buttons[0] == ("all", " checked")
    assert [key for key, _ in buttons[1:]] == ["faults", "spurious", "missed", "wrong"]
    singular = {"faults": "fault"}
    for key, _ in buttons[1:]:
        assert f"body:has(#show-{key}:checked) article:not(.has-{singular.get(key, key)})" in html


def test_evidence_that_does_not_stand_in_the_text_marks_nothing() -> None:
    fact = sanction(evidence={"text": "EU", "start": -3, "end": -1}, evidence_also=["the moon", None, ""])
    html = read([article(1)], {"a1": {"sanctions": [fact]}})
    marks = [attributes["class"] for tag, attributes in html.tags if tag == "mark"][5:]
    assert marks == ["spurious predicted"]  # the words themselves, wherever the offsets point


def test_line_breaks_and_tabs_stay() -> None:
    assert escaped("a\n\tb\r\x07") == "a\n\tb\ufffd\ufffd"
