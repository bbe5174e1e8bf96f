"""What the demo shows: facts as they arrive, each with its proof, and the fate of every record."""

import time
from collections.abc import Mapping
from typing import Final

import msgspec
from rich.console import Console
from rich.padding import Padding

from streams import display
from streams.commands.connection import records
from streams.commands.letters import header_map
from streams.demo.samples import Sample
from streams.errors import SetupError
from streams.messages import Outcome, PriceCapFact, Record, SanctionFact
from streams.settings import Settings

PATIENCE_S: Final = 120
SHOWN: Final = ("sanctions", "price_caps", "dead_letters", "outcomes")


class Stage:
    """Follows the output topics until every sample has its fate and all that came of it was seen."""

    def __init__(self, console: Console, settings: Settings, sent: Mapping[str, Sample]) -> None:
        self._console = console
        self._settings = settings
        self._sent = sent
        self._outcomes: dict[int | tuple[int, int], Outcome] = {}
        self._rejected: list[Mapping[str, str]] = []
        self._seen: set[str] = set()
        self.facts = 0

    @property
    def complete(self) -> bool:
        """Whether every record has an outcome and every message that it led to was seen."""
        promised = {
            output.id
            for outcome in self._outcomes.values()
            for output in outcome.outputs
            if output.role in ("sanctions", "price_caps")
        }
        rejected = sum(outcome.outcome == "dead-lettered" for outcome in self._outcomes.values())
        return len(self._outcomes) >= len(self._sent) and promised <= self._seen and len(self._rejected) >= rejected

    def follow(self) -> None:
        """Show what arrives; raises SetupError where the worker stays behind for too long."""
        deadline = time.monotonic() + PATIENCE_S
        topics = [self._settings.topic(role) for role in SHOWN]
        for record in records(
            self._settings,
            topics,
            from_beginning=True,
            follow=True,
            until=lambda: self.complete or time.monotonic() > deadline,
        ):
            self._take(record)
        if not self.complete:
            raise SetupError(
                f"only {len(self._outcomes)} of {len(self._sent)} records had a fate within {PATIENCE_S} s"
            )

    def _take(self, record: Record) -> None:
        role = next(role for role in SHOWN if self._settings.topic(role) == record.topic)
        if role == "dead_letters":
            self._rejected.append(header_map(record))
        elif role == "outcomes":
            outcome = msgspec.json.decode(record.value or b"", type=Outcome)
            self._outcomes[outcome.partition, outcome.offset] = outcome
        else:
            fact: display.Fact
            if role == "sanctions":
                fact = msgspec.json.decode(record.value or b"", type=SanctionFact)
            else:
                fact = msgspec.json.decode(record.value or b"", type=PriceCapFact)
            self._show(fact)

    def _show(self, fact: display.Fact) -> None:
        if fact.fact_id in self._seen:
            return  # delivery is at least once
        self._seen.add(fact.fact_id)
        self.facts += 1
        sample = self._sent.get(fact.article_id)
        self._console.print(display.fact_line(fact))
        self._console.print(Padding(display.evidence_line(fact), (0, 0, 0, 11)))
        self._console.print(
            Padding(f"[dim]{fact.article_id} ({sample.genre if sample else 'your own'})[/]", (0, 0, 1, 11))
        )

    def summary(self) -> None:
        """Every record's fate in short, and why some were rejected or skipped."""
        self._console.rule("What became of the records")
        fates = list(self._outcomes.values())
        for outcome in sorted(fates, key=lambda o: (o.outcome, o.article_id or "", o.offset)):
            if outcome.outcome != "enriched":
                self._console.print(display.outcome_line(outcome))
        silent = sorted(
            o.article_id or ""
            for o in fates
            if o.outcome == "enriched" and all(x.role == "enriched" for x in o.outputs)
        )
        for name in silent:
            genre = self._sent[name].genre if name in self._sent else "your own"
            self._console.print(
                f"no facts   [bold]{name}[/]  {genre}: nothing in it is a sanction or a price cap", soft_wrap=True
            )
        counts = {fate: sum(o.outcome == fate for o in fates) for fate in ("enriched", "skipped", "dead-lettered")}
        told = ", ".join(f"{count} {fate}" for fate, count in counts.items())
        self._console.print(f"\n[bold green]{self.facts} facts[/] from {len(fates)} records: {told}.")
