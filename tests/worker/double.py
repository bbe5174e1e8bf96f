"""A stand-in for the flow: what it does with a record is written in the record. For tests of delivery only."""

import hashlib
import os
import random
import time
from collections.abc import Callable
from itertools import count

import msgspec

from streams.errors import SetupError, StreamsError
from streams.messages import Outbound, Outcome, Output, Record
from streams.settings import Settings
from streams.stages import Observer, during


class Orders(msgspec.Struct):
    """A record's value: how long it takes, how many facts it leads to, and what goes wrong."""

    name: str = "a"
    facts: int = 1
    work_ms: float = 0.0
    pad: int = 0
    fate: str = "ok"


class Obedient:
    """Does what the record's value says; deterministic, as the real flow is."""

    def __init__(self, settings: Settings, observe: Observer) -> None:
        self._settings = settings
        self._observe = observe

    def process(self, record: Record) -> tuple[Outbound, ...]:
        with during("decode", self._observe):
            orders = msgspec.json.decode(record.value or b"{}", type=Orders)
        if orders.fate == "defect":
            raise KeyError("the double has a defect")
        with during("extract", self._observe):
            self._obey(orders)
        return outputs(record, orders)

    def _obey(self, orders: Orders) -> None:
        if orders.fate == "crash":
            os.abort()
        if orders.fate == "exit":
            os._exit(0)
        if orders.fate == "hang":
            for _ in count():
                pass
        if orders.fate == "sleep":
            time.sleep(3600)  # a hang without load
        until = time.perf_counter() + orders.work_ms / 1000
        while time.perf_counter() < until:
            pass


def outputs(record: Record, orders: Orders) -> tuple[Outbound, ...]:
    key = orders.name.encode()
    digest = hashlib.sha256(record.value or b"").hexdigest()
    facts = [
        Outbound(
            role="sanctions",
            key=f"{orders.name}-{number}".encode(),
            value=msgspec.json.encode({"fact": number, "of": digest}),
            headers=_headers(record, f"fact-{number}"),
        )
        for number in range(orders.facts)
    ]
    noise = random.Random(digest).randbytes(orders.pad)  # noqa: S311  # the same every time, and incompressible
    enriched = Outbound(role="enriched", key=key, value=digest.encode() + noise, headers=_headers(record, "enriched"))
    return (enriched, *facts, _outcome(record, "enriched", orders.name))


def _outcome(record: Record, fate: str, name: str | None, error: StreamsError | None = None) -> Outbound:
    outcome = Outcome(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        outcome=fate,  # type: ignore[arg-type]
        article_id=name,
        article_version=None,
        stage=error.stage if error else None,
        reason=error.reason if error else None,
        detail=error.detail if error else None,
        outputs=(Output(role="enriched", id="x"),),
    )
    place = f"{record.topic}/{record.partition}/{record.offset}"
    return Outbound(
        role="outcomes", key=place.encode(), value=msgspec.json.encode(outcome), headers=_headers(record, "outcome")
    )


def _headers(record: Record, what: str) -> tuple[tuple[str, bytes], ...]:
    place = f"{record.topic}/{record.partition}/{record.offset}/{what}"
    return (("ce_id", hashlib.sha256(place.encode()).hexdigest().encode()), ("ce_source", b"double"), *record.headers)


def obedient(settings: Settings, observe: Observer) -> Obedient:
    return Obedient(settings, observe)


def unable(settings: Settings, observe: Observer) -> Obedient:
    raise SetupError(f"no model for {settings.languages}, {observe.__name__}")


def dying(settings: Settings, observe: Observer) -> Obedient:
    os._exit(len(settings.languages) + len(observe.__name__))


def reject(settings: Settings) -> Callable[[Record, StreamsError], tuple[Outbound, ...]]:
    def rejected(record: Record, error: StreamsError) -> tuple[Outbound, ...]:
        reason = (
            ("sanctionwire.reason", error.reason.encode()),
            ("sanctionwire.group", settings.consumer_group.encode()),
        )
        letter = Outbound(role="dead_letters", key=record.key, value=record.value, headers=(*record.headers, *reason))
        return letter, _outcome(record, "dead-lettered", None, error)

    return rejected
