"""What the examples in the lexicon can't show: places, overlaps, hostile input, faults of the file."""

import time
from itertools import pairwise

import pytest

from streams.errors import RuleError
from streams.extract import instruments
from streams.extract.instruments import find_instruments
from streams.rules import parse

TEXT = (
    "The 18th package (Council Regulation (EU) 2025/1494) follows Executive Order 14024 and General License 8L. "
    "The Countering America\u2019s Adversaries Through Sanctions Act (CAATSA) allows sanctions under UN "
    "resolution 2231."
)


def test_acts_stand_in_the_text_in_order_and_apart() -> None:
    found = find_instruments(TEXT)
    assert [(act.text, act.id) for act in found] == [
        ("18th package", "EU-PACKAGE-18"),
        ("Council Regulation (EU) 2025/1494", "CELEX:32025R1494"),
        ("Executive Order 14024", "EO-14024"),
        ("General License 8L", "GL-8L"),
        ("Countering America\u2019s Adversaries Through Sanctions Act", "CAATSA"),
        ("CAATSA", "CAATSA"),
        ("resolution 2231", "UNSCR-2231"),
    ]
    assert all(TEXT[act.start : act.end] == act.text for act in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "celex"),
    [
        ("Regulation (EU) No 833/2014", "CELEX:32014R0833"),
        ("Council Regulation (EU) No. 269/2014", "CELEX:32014R0269"),
        ("Regulation (EC) No 2580/2001", "CELEX:32001R2580"),
        ("Regulation (EU) 2022/2578", "CELEX:32022R2578"),
        ("Council Decision 2014/145/CFSP", "CELEX:32014D0145"),
        ("Decision (CFSP) 2022/2369", "CELEX:32022D2369"),
        ("Directive (EU) 2024/1226", "CELEX:32024L1226"),
        ("Council Common Position 2001/931/CFSP", "CELEX:32001E0931"),
    ],
)
def test_eu_acts_get_celex_numbers(text: str, celex: str) -> None:
    (act,) = find_instruments(f"As {text} says.")
    assert (act.text, act.id) == (text, celex)
    assert act.author is not None
    assert act.author.id == "Q458"


@pytest.mark.parametrize("number", range(3, 31))
def test_packages_in_words_and_figures_are_the_same(number: int) -> None:
    word = instruments._ordinals()[number - 1]
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in {11, 12, 13} else "th"
    found = find_instruments(f"The {word} package of sanctions, the {number}{suffix} sanctions package")
    assert [act.id for act in found] == [f"EU-PACKAGE-{number}"] * 2


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("OFAC issued General License 13K.", "United States"),
        ("The US Treasury issued General Licence 13K.", "United States"),
        ("OFSI issued General Licence 13.", "United Kingdom"),
        ("The Treasury Department's licence is older than OFSI's General Licence 13.", "United States"),
    ],
)
def test_the_article_tells_whose_licence_it_is(text: str, author: str) -> None:
    (act,) = find_instruments(text)
    assert act.author is not None
    assert act.author.name == author


def test_nothing_is_found_in_nothing() -> None:
    assert find_instruments("") == ()


FLOODS = {
    "act": "Act " * 200_000,
    "capitals": "Aaaa " * 160_000 + "Act",
    "joined capitals": "Aaa and " * 120_000 + "Act",
    "ordinals": "18th sanctions " * 60_000,
    "regulations": "Regulation (EU) " * 60_000 + "sanctions package",
    "orders": "Executive Order " * 60_000,
    "licences": "OFSI General License 8 " * 40_000,
    "brackets": "Aaa Bbb (Sanctions) (EU Exit) " * 30_000,
    "resolutions": "UN resolution No " * 60_000,
    "digits": "9" * 900_000 + " Act Order Regulation",
    "known": "Caesar Syria Civilian " * 40_000,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_searched_in_seconds(text: str) -> None:
    started = time.process_time()
    found = find_instruments(text)
    assert time.process_time() - started < 10
    assert all(text[act.start : act.end] == act.text for act in found)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{kind: x}", "an instrument is a map with a pattern"),
        ("{kind: x, pattern: y, colour: red}", "unknown key colour"),
        ("{kind: x, pattern: '(y'}", "no regular expression: "),
        ("{kind: x, pattern: y, author: XX}", "'XX' is no state or bloc of the lexicons"),
        ("{kind: x, pattern: y, known: none}", "known/none must be a list of acts"),
    ],
)
def test_a_wrong_pattern_is_a_fault_with_file_and_line(row: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = parse("lexicons/instruments.yaml", f"ordinals: [first]\ninstruments:\n  - {row}\n")
    monkeypatch.setattr(instruments, "_ordinals", lambda: ("first",))
    with pytest.raises(RuleError, match=rf"^lexicons/instruments\.yaml:\d: {fault.split('(', maxsplit=1)[0]}"):
        instruments._pattern(rules, 0, rules.content["instruments"][0])
