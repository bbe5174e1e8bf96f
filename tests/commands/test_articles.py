"""Reading articles from files and standard input."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from streams.commands.articles import Fault, moment, read_articles
from streams.messages import Article


def read(*files: Path, jsonl: bool = False, published_at: str | None = None) -> list[Article | Fault]:
    return list(read_articles(files, jsonl=jsonl, published_at=published_at))


def test_plain_files_are_articles_named_after_them(tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    file.write_bytes(b"\xef\xbb\xbf<p>Caf\xc3\xa9</p>\r\n")
    expected = Article(article_id="story.html", text="<p>Caf\u00e9</p>\r\n", published_at="2022-12-02T00:00:00Z")
    assert read(file, published_at="2022-12-02T00:00:00Z") == [expected]


def test_standard_input_is_read_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for files in ([], [Path("-")]):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"Words.")))
        assert read(*files) == [Article(article_id="stdin", text="Words.")]


def test_json_lines_give_three_keys_and_ignore_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(
        '{"article_id": "a", "text": "x", "published_at": null, "version": "odd", "sanctions": [1]}\n\n'
        '{"article_id": "b", "text": "y", "published_at": "2022-12-02T09:00:00+01:00"}\n',
        "utf-8",
    )
    expected = [
        Article(article_id="a", text="x"),
        Article(article_id="b", text="y", published_at="2022-12-02T09:00:00+01:00"),
    ]
    assert read(file) == expected
    assert read(file.rename(tmp_path / "articles.txt"), jsonl=True) == expected


def test_faults_are_named_with_their_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    lines = [
        b'{"article_id": 1, "text": "x"}',
        b'{"article_id": "a"}',
        b"[]",
        b'{"article_id": "\xff", "text": "x"}',
        b'{"article_id": "a", "text": "x", "published_at": "soon"}',
        b'{"x": ' + b"[" * 100_000,
        b'{"article_id": "z", "text": "last"}',
    ]
    file.write_bytes(b"\n".join(lines))
    *faults, last = read(file)
    assert last == Article(article_id="z", text="last")
    assert [fault.place for fault in faults if isinstance(fault, Fault)] == [f"{file}:{line}" for line in range(1, 7)]
    told = [str(fault) for fault in faults]
    assert "article_id" in told[0]
    assert "text" in told[1]
    assert "published_at: expected a date or time such as 2022-12-02T09:00:00Z, got 'soon'" in told[4]
    assert "nested too deeply" in told[5]


def test_files_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Caf\u00e9".encode("latin-1"))
    faults = read(latin, tmp_path / "none.txt", tmp_path / "none.jsonl", tmp_path)
    assert [str(fault) for fault in faults] == [
        f"{latin}: not UTF-8: unexpected end of data at byte 3",
        f"{tmp_path / 'none.txt'}: can't be read: No such file or directory",
        f"{tmp_path / 'none.jsonl'}: can't be read: No such file or directory",
        f"{tmp_path}: can't be read: Is a directory",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, None),
        ("2022-12-02", "2022-12-02T00:00:00Z"),
        ("2022-12-02T09:00:00", "2022-12-02T09:00:00Z"),
        ("2022-12-02 09:00:00", "2022-12-02T09:00:00Z"),
        ("2022-12-02 09:00:00+02:00", "2022-12-02T09:00:00+02:00"),
        ("2022-12-02T09:00:00Z", "2022-12-02T09:00:00Z"),
    ],
)
def test_moments_get_a_zone(text: str | None, told: str | None) -> None:
    assert moment(text) == told
