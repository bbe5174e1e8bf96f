"""Making and checking the topics on a real broker."""

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from streams.errors import SetupError
from streams.settings import Settings
from streams.worker import connection
from streams.worker.connection import admin
from streams.worker.topics import check_topics, configs, create_topics, size_limits, topic_specs

pytestmark = pytest.mark.integration


def alter(settings: Settings, role: str, **config: str) -> None:
    changed = {name.replace("_", "."): value for name, value in config.items()}
    with admin(settings) as client:
        client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.topic(role), changed)])


def test_topics_are_made_once_as_the_specs_say(settings: Settings) -> None:
    assert len(check_topics(settings)) == 6
    assert set(create_topics(settings)) == {spec.name for spec in topic_specs(settings)}
    assert create_topics(settings) == ()
    assert check_topics(settings) == []
    with admin(settings) as client:
        found = {topic["name"]: topic for topic in client.describe_topics()}
        for spec in topic_specs(settings):
            assert len(found[spec.name]["partitions"]) == spec.partitions
            has = configs(client, [spec.name])[spec.name]
            assert {name: has[name] for name in spec.config} == dict(spec.config)


def test_a_missing_topic_is_told_and_not_made_by_asking(settings: Settings) -> None:
    for _ in range(2):
        faults = check_topics(settings)
        assert faults[0] == f"topic {settings.topic_articles} is missing; `sanctionwire topics create` makes it"
        assert len(faults) == 6


def test_topics_that_would_lose_records_are_told(settings: Settings) -> None:
    create_topics(settings)
    alter(settings, "articles", cleanup_policy="compact")
    alter(settings, "dead_letters", max_message_bytes="1000")
    faults = check_topics(settings)
    assert len(faults) == 2
    assert f"topic {settings.topic_articles} is compacted" in faults[0]
    assert f"topic {settings.topic_dead_letters} takes messages of 1000 bytes" in faults[1]
    assert size_limits(settings)["dead_letters"] == 1000


def test_other_partitions_than_the_settings_are_no_fault(settings: Settings) -> None:
    create_topics(settings)
    assert check_topics(settings.model_copy(update={"partitions": 50})) == []


def test_a_name_that_kafka_does_not_allow_is_told(settings: Settings) -> None:
    with pytest.raises(SetupError, match=r"topic no/slash can't be created: .*InvalidTopic"):
        create_topics(settings.model_copy(update={"topic_outcomes": "no/slash"}))


def test_a_broker_that_does_not_answer_is_one_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ADMIN_TIMEOUT_MS", 300)
    with pytest.raises(SetupError, match=r"^broker 127.0.0.1:1 can't be reached: \S.*$"):
        check_topics(settings.model_copy(update={"bootstrap_servers": "127.0.0.1:1"}))
