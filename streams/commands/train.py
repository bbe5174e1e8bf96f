"""`sanctionwire train`: makes the learned model anew from the annotated corpus."""

from pathlib import Path
from typing import Annotated

import typer

from streams.commands.boundary import complain


def train(
    *,
    corpus: Annotated[
        list[Path],
        typer.Argument(metavar="CORPUS", help="Annotated articles to learn from.", show_default=False),
    ],
    calibrate: Annotated[
        list[Path] | None,
        typer.Option("--calibrate", metavar="PATH", help="Held-out articles that confidence is fitted on."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the model is written.")] = Path(
        "streams/extract/learned/data"
    ),
    epochs: Annotated[int, typer.Option("--epochs", metavar="N", min=1, help="Passes over the corpus.")] = 9,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all that is random.")] = 20_221_205,
    threads: Annotated[int, typer.Option("--threads", metavar="N", min=1, help="Processor cores to use.")] = 2,
) -> None:
    """Train the model that joins the rules: encoder and heads, from annotated articles.

    Needs the extra `train` (PyTorch) and takes less than an hour on two cores. Nothing else of Sanctionwire
    needs PyTorch.

    Examples:
      sanctionwire train corpus/train corpus/passages --calibrate corpus/calibration
      sanctionwire train corpus/train --out /tmp/model --epochs 2
    """
    from streams.training.fit import Plan
    from streams.training.run import train as run

    run(corpus, calibrate or [], out, Plan(epochs=epochs, seed=seed, threads=threads), complain)
