"""What `produce` makes of files before anything is sent."""

import json
from pathlib import Path

from streams.commands.articles import Fault
from streams.commands.produce import Letters, article_check
from streams.commands.sending import Parcel


def read(*files: Path, check: bool = True) -> list[Parcel | Fault]:
    letters = Letters("articles", article_check() if check else None)
    return list(letters.read(files, jsonl=False, published_at="2022-12-02T00:00:00Z"))


def test_plain_files_become_articles(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text("Words.", "utf-8")
    (parcel,) = read(file)
    assert isinstance(parcel, Parcel)
    assert (parcel.topic, parcel.key, parcel.label) == ("articles", b"story.txt", f"{file} story.txt")
    assert json.loads(parcel.value or b"") == {
        "article_id": "story.txt", "text": "Words.", "version": 1, "published_at": "2022-12-02T00:00:00Z"
    }  # fmt: skip


def test_json_goes_out_byte_for_byte(tmp_path: Path) -> None:
    lines = [b'{"text" : "x", "article_id":"caf\\u00e9"}', b'{"article_id": "b", "text": "y", "extra": 1.50}']
    many, one, several = tmp_path / "a.jsonl", tmp_path / "one.json", tmp_path / "list.json"
    many.write_bytes(b"\r\n".join(lines))
    one.write_bytes(lines[0] + b"\n")
    several.write_bytes(b"[" + b",\n ".join(lines) + b"]")
    parcels = read(many, one, several)
    assert all(isinstance(parcel, Parcel) for parcel in parcels)
    assert [parcel.value for parcel in parcels if isinstance(parcel, Parcel)] == [*lines, lines[0], *lines]
    assert [parcel.key for parcel in parcels if isinstance(parcel, Parcel)][:2] == ["caf\u00e9".encode(), b"b"]


def test_what_the_schema_forbids_is_held_back_with_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"article_id": "a", "text": "x", "version": "2"}\n{"article_id": "a"}\nnone\n', "utf-8")
    told = [str(fault) for fault in read(file)]
    assert told[0] == f'{file}:1: /version: expected an integer, got the string "2"'
    assert told[1].startswith(f"{file}:2: /text")
    assert told[2].startswith(f"{file}:3: not JSON: ")


def test_anything_goes_out_unchecked(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [b'{"article_id": 7}', b"none", b"\xff\xfe", b"[" * 100_000]
    file.write_bytes(b"\n".join(lines))
    parcels = read(file, check=False)
    assert [(parcel.key, parcel.value) for parcel in parcels if isinstance(parcel, Parcel)] == [
        (None, line) for line in lines
    ]


def test_a_broken_json_file_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('[{"article_id": "a", "text": "x"}, {', "utf-8")
    (fault,) = read(file)
    assert str(fault).startswith(f"{file}: not JSON: ")
    (parcel,) = read(file, check=False)
    assert isinstance(parcel, Parcel)
    assert parcel.value == file.read_bytes()
