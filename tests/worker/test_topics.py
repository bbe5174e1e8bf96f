"""The topics as data."""

from streams.settings import ROLES, Settings
from streams.worker.topics import topic_specs


def test_each_role_has_its_topic_with_the_shape_of_the_settings() -> None:
    settings = Settings(partitions=12, replication=3, retention_days=30, topic_outcomes="fates")
    specs = topic_specs(settings)
    assert tuple(spec.role for spec in specs) == ROLES
    assert [spec.name for spec in specs] == [settings.topic(role) for role in ROLES]
    assert {(spec.partitions, spec.replication) for spec in specs} == {(12, 3)}
    assert {spec.config["retention.ms"] for spec in specs} == {str(30 * 24 * 3600 * 1000)}


def test_what_an_article_leads_to_fits_where_it_goes() -> None:
    sizes = {spec.role: int(spec.config.get("max.message.bytes", 1_048_588)) for spec in topic_specs(Settings())}
    assert sizes["articles"] > Settings().max_record_bytes
    assert sizes["dead_letters"] > sizes["articles"]
    assert sizes["enriched"] > sizes["articles"]


def test_only_topics_whose_repeats_mean_nothing_are_compacted() -> None:
    compacted = {spec.role for spec in topic_specs(Settings()) if "compact" in spec.config["cleanup.policy"]}
    assert compacted == {"sanctions", "price_caps", "outcomes"}
    assert all("delete" in spec.config["cleanup.policy"] for spec in topic_specs(Settings()))
