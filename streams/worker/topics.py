"""The topics the service needs, as data; making and checking them.

The worker never creates a topic by the way: it refuses to start without them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from streams.errors import SetupError
from streams.settings import ROLES, Settings
from streams.worker.connection import admin, reason

DAY_MS: Final = 24 * 60 * 60 * 1000
HEADER_BYTES: Final = 256 * 1024
"""Room for headers and framing above the longest record value."""

MAX_BYTES: Final = "max.message.bytes"
CLEANUP: Final = "cleanup.policy"


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as `topics create` makes it; `config` holds Kafka's own topic settings as text."""

    role: str
    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


def topic_specs(settings: Settings) -> tuple[TopicSpec, ...]:
    """The topics of all roles, in the order of `settings.ROLES`.

    Facts and outcomes are keyed by what they are about, so compaction absorbs repeats; dead
    letters keep the producer's keys, null ones too, which a compacted topic would refuse.
    An enriched article and a dead letter carry the whole article and more.
    """
    article = settings.max_record_bytes + HEADER_BYTES
    deleted, absorbed = "delete", "compact,delete"
    shapes: dict[str, tuple[str, int | None]] = {
        "articles": (deleted, article),
        "enriched": (deleted, 2 * article),
        "sanctions": (absorbed, None),
        "price_caps": (absorbed, None),
        "dead_letters": (deleted, article + HEADER_BYTES),
        "outcomes": (absorbed, None),
    }
    retention = str(settings.retention_days * DAY_MS)
    return tuple(
        TopicSpec(
            role=role,
            name=settings.topic(role),
            partitions=settings.partitions,
            replication=settings.replication,
            config={CLEANUP: policy, "retention.ms": retention} | ({MAX_BYTES: str(size)} if size else {}),
        )
        for role, (policy, size) in shapes.items()
    )


def create_topics(settings: Settings) -> tuple[str, ...]:
    """Create those topics that are missing and wait until they have leaders; returns their names.

    Topics that exist stay as they are. Raises SetupError if the broker can't be reached or refuses.
    """
    with admin(settings) as client:
        missing = [spec for spec in topic_specs(settings) if spec.name not in set(client.list_topics())]
        created = [spec.name for spec in missing if _create(client, spec)]
        if created:
            client.wait_for_topics(created)
        return tuple(created)


def _create(client: KafkaAdminClient, spec: TopicSpec) -> bool:
    shape = {
        "num_partitions": spec.partitions,
        "replication_factor": spec.replication,
        "configs": dict(spec.config),
    }
    try:
        client.create_topics({spec.name: shape})
    except TopicAlreadyExistsError:
        return False  # another worker was faster
    except KafkaError as error:
        raise SetupError(f"topic {spec.name} can't be created: {reason(error)}") from None
    return True


def check_topics(settings: Settings) -> list[str]:
    """What is wrong with the topics, a line each; empty if all is well.

    Raises SetupError if the broker can't be reached. A number of partitions other than the
    settings' is no fault: the worker takes what there is.
    """
    with admin(settings) as client:
        # All topics, not ours by name: naming one lets a broker create it with its own defaults.
        known = {topic["name"]: topic for topic in client.describe_topics()}
        missing = [role for role in ROLES if settings.topic(role) not in known]
        faults = [f"topic {settings.topic(role)} is missing; `sanctionwire topics create` makes it" for role in missing]
        present = [role for role in ROLES if role not in missing]
        faults += [
            f"topic {settings.topic(role)} can't be used: {for_code(code).__name__}"
            for role in present
            if (code := known[settings.topic(role)]["error_code"])
        ]
        faults += _config_faults(settings, configs(client, [settings.topic(role) for role in present]))
        return faults


def size_limits(settings: Settings) -> dict[str, int]:
    """The most bytes that each role's topic takes for a message; a role is missing where that can't be read.

    Raises SetupError if the broker can't be reached.
    """
    with admin(settings) as client:
        found = configs(client, [settings.topic(role) for role in ROLES])
        return {role: int(size) for role in ROLES if (size := found.get(settings.topic(role), {}).get(MAX_BYTES))}


def configs(client: KafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    """The settings of topics, by topic; those that we may not read are left out."""
    if not names:
        return {}
    try:
        found: dict[str, Any] = client.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name) for name in names], config_filter="all"
        )
    except KafkaError:
        return {}  # describing configurations is a right of its own; what can't be read isn't judged
    return {
        name: {key: str(entry["value"]) for key, entry in entries.items()}
        for name, entries in found.get("topic", {}).items()
    }


def _config_faults(settings: Settings, found: Mapping[str, Mapping[str, str]]) -> list[str]:
    faults = []
    for role in ("articles", "dead_letters", "enriched"):
        name = settings.topic(role)
        if "compact" in found.get(name, {}).get(CLEANUP, ""):
            faults.append(f"topic {name} is compacted ({CLEANUP}), which loses records; set it to delete")
    article = found.get(settings.topic_articles, {}).get(MAX_BYTES)
    for role in ("dead_letters", "enriched"):
        name = settings.topic(role)
        size = found.get(name, {}).get(MAX_BYTES)
        if article and size and int(size) < int(article):
            faults.append(
                f"topic {name} takes messages of {size} bytes ({MAX_BYTES}), less than {settings.topic_articles} "
                f"with {article}: a large article could not be passed on"
            )
    return faults
