"""How kafka-python clients reach the broker, from the settings: addresses, TLS, SASL."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.errors import SetupError
from streams.settings import Settings

ADMIN_TIMEOUT_MS: Final = 10_000


class UnreachableError(SetupError):
    """No broker answers; later one may."""


def servers(settings: Settings) -> list[str]:
    """The bootstrap servers, one `host:port` each."""
    return [server.strip() for server in settings.bootstrap_servers.split(",") if server.strip()]


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, or null for protocols without TLS; raises SetupError if the CA file can't be read."""
    if "SSL" not in settings.security_protocol:
        return None
    try:
        return ssl.create_default_context(cafile=settings.ssl_ca_file)
    except OSError as error:
        raise SetupError(f"ssl_ca_file {settings.ssl_ca_file}: {error}") from None


def client_options(settings: Settings) -> dict[str, object]:
    """Keyword arguments that every kafka-python client takes."""
    options: dict[str, object] = {
        "bootstrap_servers": servers(settings),
        "security_protocol": settings.security_protocol,
    }
    if (context := ssl_context(settings)) is not None:
        options["ssl_context"] = context
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is not None:
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password.get_secret_value()
    return options


@contextmanager
def admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    """An admin client, closed at the end; raises UnreachableError if none answers, SetupError if one refuses."""
    try:
        client = KafkaAdminClient(
            **client_options(settings), bootstrap_timeout_ms=ADMIN_TIMEOUT_MS, request_timeout_ms=ADMIN_TIMEOUT_MS
        )
    except (KafkaError, OSError, ValueError) as error:
        raise UnreachableError(f"broker {settings.bootstrap_servers} can't be reached: {reason(error)}") from None
    try:
        yield client
    except KafkaError as error:
        raise SetupError(f"broker {settings.bootstrap_servers}: {reason(error)}") from None
    finally:
        client.close()


def reason(error: BaseException) -> str:
    """An error as one line, never empty."""
    name, text = type(error).__name__, " ".join(str(error).split())
    return text if text.startswith(name) else f"{name}: {text}".removesuffix(": ")
