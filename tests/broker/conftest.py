"""Brokers that these tests may stop, kill and freeze."""

from collections.abc import Callable, Iterator
from contextlib import closing
from uuid import uuid4

import pytest

from streams.broker.apache import ApacheBroker, open_apache
from streams.broker.request import Request
from streams.settings import read_settings


@pytest.fixture(scope="session")
def apache() -> Iterator[ApacheBroker]:
    with closing(open_apache(Request(read_settings()))) as broker:
        yield broker


@pytest.fixture
def unique() -> Callable[[str], str]:
    suffix = uuid4().hex[:12]
    return lambda name: f"{name}-{suffix}"
