"""Runs the demo: broker, topics, worker, sample articles in, facts out, and what was rejected."""

import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from streams import broker
from streams.broker.ports import LOCALHOST, free_ports
from streams.commands.boundary import FOUND_PROBLEMS
from streams.commands.sending import Parcel, send_all
from streams.demo.samples import samples
from streams.demo.stage import Stage
from streams.demo.worker import environment, running_worker
from streams.errors import SetupError
from streams.settings import ROLES, Settings, read_settings
from streams.worker.topics import create_topics

OWN_ARTICLE: Final = (
    '{{"article_id": "my-1", "published_at": "2025-07-18T10:00:00Z", '
    '"text": "The European Union on Friday lowered its price cap on Russian crude to $47.60 a barrel from $60."}}'
)


def run(*, keep: bool) -> int:
    """Run the demo to its end; with `keep` it then goes on until Ctrl-C. Returns the exit code.

    Raises SetupError where no broker can be had or the worker does not start.
    """
    console = Console(highlight=False)
    with (
        tempfile.TemporaryDirectory(prefix="sanctionwire-demo-") as folder,
        _progress(console) as report,
        broker.running_broker(allow_fallback=True, report=report.broker) as node,
    ):
        settings = _settings(node, Path(folder))
        report.step(f"Kafka is there ({node.kind} {node.version}); making the topics")
        create_topics(settings)
        report.step("Starting the worker: it loads the language model")
        with running_worker(settings, Path(folder)) as log:
            report.done()
            stage = _show(console, settings)
            stage.summary()
            if keep:
                _wait(console, settings, log)
    return 0 if stage.complete and stage.facts else FOUND_PROBLEMS


def _settings(node: broker.Broker, folder: Path) -> Settings:
    """Settings of this run; on a Kafka of others, topics and group of our own that disturb nobody."""
    (port,) = free_ports(1)
    given: dict[str, object] = {
        "bootstrap_servers": node.bootstrap_servers,
        "web_host": LOCALHOST,
        "web_port": port,
        "data_dir": folder / "data",
        "batch_wait_ms": 20,
    }
    if node.kind == "external":
        run_id = uuid.uuid4().hex[:8]
        given |= {f"topic_{role}": f"sanctionwire-demo-{run_id}.{read_settings().topic(role)}" for role in ROLES}
        given["consumer_group"] = f"sanctionwire-demo-{run_id}"
    return read_settings(**given)


def _show(console: Console, settings: Settings) -> Stage:
    """Send the samples and show what comes out until each has its fate."""
    sent = samples()
    stage = Stage(console, settings, {sample.article_id: sample for sample in sent})
    console.print(f"[bold]Sending {len(sent)} records[/] to {settings.topic_articles}\n")
    parcels = [Parcel(sample.article_id, settings.topic_articles, sample.key, sample.value) for sample in sent]
    refused = [parcel.label for parcel, place, _ in send_all(settings, parcels) if place is None]
    if refused:
        raise SetupError(f"the broker refused {', '.join(refused)}")
    stage.follow()
    return stage


def _wait(console: Console, settings: Settings, log: Path) -> None:
    variables = " ".join(
        f"{name}={value}" for name, value in environment(settings).items() if "TOPIC" in name or "BOOTSTRAP" in name
    )
    console.print("\n[bold]Everything goes on running until Ctrl-C.[/] In another terminal:\n")
    console.print(
        f"  echo '{OWN_ARTICLE.format()}' \\\n    | {variables} sanctionwire produce --jsonl\n", soft_wrap=True
    )
    console.print(f"  {variables} sanctionwire tail --from-beginning\n", soft_wrap=True)
    console.print(f"  Metrics: http://{settings.web_host}:{settings.web_port}/metrics   Log: {log}\n", soft_wrap=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        console.print("Stopping.")


class _Reporter:
    """One line with a spinner for what is under way; a bar where a download tells its size."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def broker(self, event: broker.Progress) -> None:
        """What the broker's start is busy with."""
        self._progress.update(self._task, description=event.text, completed=event.done, total=event.total)

    def step(self, text: str) -> None:
        """What the demo is busy with."""
        self._progress.update(self._task, description=text, completed=0, total=None)

    def done(self) -> None:
        """Take the line away."""
        self._progress.stop()


@contextmanager
def _progress(console: Console) -> Iterator[_Reporter]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Reporter(progress, progress.add_task("Looking for a Kafka broker", total=None))
