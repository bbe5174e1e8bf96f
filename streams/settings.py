"""The only reader of the environment: settings with their defaults, read once by the commands.

Every setting is `SANCTIONWIRE_<NAME>`; `KAFKA_BOOTSTRAP_SERVERS` is read too. Secrets are
masked wherever settings are printed.
"""

import json
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from streams.errors import SetupError

ROLES: Final = ("articles", "enriched", "sanctions", "price_caps", "dead_letters", "outcomes")
"""The topics' roles; `Settings.topic_<role>` holds each one's name."""


class Settings(BaseSettings):
    """All settings, validated and frozen."""

    model_config = SettingsConfigDict(env_prefix="SANCTIONWIRE_", frozen=True, extra="ignore", populate_by_name=True)

    bootstrap_servers: str = Field(
        default="127.0.0.1:9092",
        validation_alias=AliasChoices("SANCTIONWIRE_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP_SERVERS"),
        description="Kafka brokers, `host:port` with commas between.",
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="How to talk to Kafka."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="SCRAM-SHA-512", description="SASL mechanism, where the protocol is SASL."
    )
    sasl_username: str | None = Field(default=None, description="SASL user.")
    sasl_password: SecretStr | None = Field(default=None, description="SASL password; never printed.")
    ssl_ca_file: Path | None = Field(default=None, description="CA certificates (PEM) that sign the brokers.")
    consumer_group: str = Field(default="sanctionwire", min_length=1, description="Consumer group of the workers.")

    topic_articles: str = Field(default="news.article.published.v1", description="Articles in.")
    topic_enriched: str = Field(default="news.article.enriched.v1", description="Enriched articles out.")
    topic_sanctions: str = Field(default="sanctions.fact.extracted.v1", description="Sanctions facts out.")
    topic_price_caps: str = Field(default="price-caps.fact.extracted.v1", description="Price-cap facts out.")
    topic_dead_letters: str = Field(
        default="news.article.dead-letter.v1", description="Rejected records, bytes as they came."
    )
    topic_outcomes: str = Field(default="news.article.outcome.v1", description="One line an input record.")
    partitions: int = Field(default=3, ge=1, le=10_000, description="Partitions of topics that `topics create` makes.")
    replication: int = Field(default=1, ge=1, le=32, description="Replication factor of such topics.")
    retention_days: int = Field(default=7, ge=1, le=36_500, description="Retention of such topics, in days.")

    processes: int = Field(default=0, ge=0, le=256, description="NLP processes; 0 means one for each core.")
    batch_records: int = Field(
        default=32, ge=1, le=10_000, description="Records in a batch handed to a process, at most."
    )
    batch_wait_ms: int = Field(default=50, ge=1, le=10_000, description="How long a batch waits to fill, in ms.")
    batches_in_flight: int = Field(
        default=0, ge=0, le=1_024, description="Batches in flight for a worker, at most; 0 means two for each process."
    )
    document_timeout_s: float = Field(default=20.0, gt=0, le=600, description="Time limit for one article, in s.")
    process_recycle_batches: int = Field(default=2_000, ge=1, description="Batches after which a process is replaced.")
    max_text_bytes: int = Field(
        default=1_000_000, ge=1_000, le=50_000_000, description="Longest text after normalisation, in bytes of UTF-8."
    )
    max_record_bytes: int = Field(
        default=8_000_000, ge=1_000, le=100_000_000, description="Longest record value read, in bytes."
    )
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("en",), description="Languages read (BCP 47, commas between); others are skipped."
    )

    web_host: str = Field(default="127.0.0.1", description="Address of metrics and health pages.")
    web_port: int = Field(default=6066, ge=0, le=65_535, description="Port of metrics and health pages.")
    data_dir: Path = Field(default=Path(".sanctionwire"), description="Where the worker keeps its files.")
    cache_dir: Path = Field(
        default=Path("~/.cache/sanctionwire"), description="Where downloads for a broker of our own are kept."
    )
    maven_repository: str | None = Field(
        default=None, description="Maven repository to fetch Apache Kafka from; none means Maven Central."
    )
    java_home: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("SANCTIONWIRE_JAVA_HOME", "JAVA_HOME"),
        description="Java for a broker of our own, where it is 17 or newer.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least level that is logged."
    )
    log_format: Literal["json", "text"] = Field(default="json", description="Log lines as JSON or for people.")
    shutdown_timeout_s: float = Field(default=30.0, gt=0, le=600, description="How long SIGTERM may drain, in s.")

    @field_validator("languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):  # as JSON, the way pydantic-settings reads lists
            return json.loads(value)
        return tuple(word.strip() for word in value.split(",") if word.strip())

    @model_validator(mode="after")
    def _sasl_has_credentials(self) -> Self:
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise ValueError("SASL needs SANCTIONWIRE_SASL_USERNAME and SANCTIONWIRE_SASL_PASSWORD")
        return self

    def topic(self, role: str) -> str:
        """The topic that plays a role."""
        return str(getattr(self, f"topic_{role}"))

    def printable(self) -> dict[str, object]:
        """All settings for the log, secrets masked."""
        return {
            name: str(value) if isinstance(value, SecretStr | Path) else value
            for name, value in self.model_dump().items()
        }


def read_settings(**overrides: object) -> Settings:
    """Settings from the environment, `overrides` winning.

    Raises SetupError that names each setting at fault.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc']) or 'settings'}: {fault['msg']}" for fault in error.errors()
        ]
        raise SetupError("; ".join(faults)) from None
