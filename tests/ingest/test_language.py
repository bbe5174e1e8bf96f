"""Which languages are read."""

import pytest

from streams.ingest import is_read


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en-Latn-US", None])
def test_read(tag: str | None) -> None:
    assert is_read(tag, ("en",))


@pytest.mark.parametrize("tag", ["ru", "eng", "e", "de-EN"])
def test_not_read(tag: str) -> None:
    assert not is_read(tag, ("en", "fr-CA"))


def test_regions_in_the_setting_do_not_matter() -> None:
    assert is_read("fr", ("en", "fr-CA"))
