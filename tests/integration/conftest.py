"""A real broker for the whole session, and names that no other test uses."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from streams.broker import Broker, running_broker
from streams.settings import ROLES, Settings, read_settings


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """One broker for all integration tests; who stops, freezes or reconfigures one starts its own."""
    with running_broker() as running:
        yield running


@pytest.fixture
def unique() -> Callable[[str], str]:
    """Makes a name for a topic or a group that nothing else uses: `unique("articles")`."""
    suffix = uuid4().hex[:12]
    return lambda name: f"{name}-{suffix}"


@pytest.fixture
def settings(broker: Broker, unique: Callable[[str], str]) -> Settings:
    """Settings for the session's broker, with topics and a consumer group of the test's own."""
    topics = {f"topic_{role}": unique(role.replace("_", "-")) for role in ROLES}
    return read_settings(
        bootstrap_servers=broker.bootstrap_servers, consumer_group=unique("group"), web_port=0, **topics
    )
