"""Copies of an article share a cluster."""

import pytest

from streams.ingest import clean, cluster
from tests.records import SETTINGS, TEXT, article


def cluster_of(text: str) -> str:
    return cluster(clean(article(text=text), SETTINGS))


@pytest.mark.parametrize(
    "copy",
    [
        TEXT,
        TEXT.upper(),
        TEXT.replace(" ", "\n  "),
        TEXT.replace(" ", "\xa0"),
        f"<p>{TEXT}</p>",
        "<div>" + TEXT.replace("cut", "c<b>u</b>t").replace(" a ", "&nbsp;a ") + "</div>",
    ],
)
def test_copies_share_it(copy: str) -> None:
    assert cluster_of(copy) == cluster_of(TEXT)


@pytest.mark.parametrize("other", [TEXT.replace("60", "61"), TEXT + " It said.", TEXT.replace("a barrel", "abarrel")])
def test_other_words_do_not(other: str) -> None:
    assert cluster_of(other) != cluster_of(TEXT)


def test_it_is_the_same_in_any_run() -> None:
    assert cluster_of("Oil cap") == "d612f163-cfa8-5be1-b084-c5028a69a97f"
