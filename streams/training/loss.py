"""How far the model is from the labels of a document."""

from collections.abc import Iterable
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from streams.extract.learned.heads import BARE, LEVEL
from streams.extract.learned.prepared import FAMILIES
from streams.training.examples import Example
from streams.training.labels import ActLabel, CapLabel, Parties
from streams.training.net import Net, States
from streams.vocabulary import ACTIONS, COMMODITIES, MEASURES, REGIMES, STATUSES

OPTIONAL: Final = 0.3
"""The weight of whether an act is told that two careful readers may disagree about."""
SECOND: Final = 0.6
"""The share of a second reading of the status, beside 1 for the first."""
CERTAIN: Final = 1e-5
TOLD_WEIGHT: Final = 2.5
FAMILY_ROWS: Final = [[ACTIONS.index(action) for action in family] for family in FAMILIES]


def loss_of(net: Net, batch: Iterable[Example], blind: Iterable[bool]) -> Tensor:
    """The loss of some documents: what is told, by sentence, and the slots of what is told, by fact."""
    documents = list(batch)
    chunks = [chunk for example in documents for chunk in example.places.chunks]
    states, here = net.encode(chunks), 0
    told, slots = torch.zeros(()), torch.zeros(())
    sentences = facts = 0
    for example, hidden in zip(documents, blind, strict=True):
        read = net.read(example, states[here : here + len(example.places.chunks)], blind=hidden)
        here += len(example.places.chunks)
        told = told + _told(net, example, read)
        sentences += len(example.prepared.texts)
        for act in _one_each(example.labels.acts):
            slots = slots + _act(net, example, read, act) * (0.5 if act.optional else 1)
            facts += 1
        for cap in {(cap.place, cap.level): cap for cap in reversed(example.labels.caps)}.values():
            slots = slots + _cap(net, example, read, cap)
            facts += 1
    return TOLD_WEIGHT * told / max(sentences, 1) + slots / max(facts, 1)


def _one_each(acts: Iterable[ActLabel]) -> list[ActLabel]:
    """One label for each sentence and action; parties and measures of several facts are put together."""
    found: dict[tuple[int, str], ActLabel] = {}
    for act in acts:
        key = act.place, act.action
        before = found.get(key)
        if before is None:
            found[key] = act
            continue
        parties = Parties(
            {**before.parties.imposes, **act.parties.imposes}, {**before.parties.is_hit, **act.parties.is_hit}
        )
        found[key] = ActLabel(
            act.place,
            act.action,
            before.statuses,
            before.negated,
            before.background,
            before.optional,
            before.measures | act.measures,
            parties,
        )
    return list(found.values())


def _told(net: Net, example: Example, read: States) -> Tensor:
    """Whether each action, each family of actions and each cap is told."""
    scores = net.ex(read.acts).squeeze(-1)
    truth, weight = torch.zeros_like(scores), torch.ones_like(scores)
    for act in example.labels.acts:
        truth[act.place, ACTIONS.index(act.action)] = 1
        if act.optional:
            weight[act.place, ACTIONS.index(act.action)] = OPTIONAL
    loss = functional.binary_cross_entropy_with_logits(scores, truth, weight=weight, reduction="sum")
    likely = scores.sigmoid().clamp(CERTAIN, 1 - CERTAIN)
    any_likely = torch.stack([1 - (1 - likely[:, rows]).prod(1) for rows in FAMILY_ROWS], 1)
    any_truth = torch.stack([truth[:, rows].amax(1) for rows in FAMILY_ROWS], 1)
    any_weight = torch.stack([weight[:, rows].amin(1) for rows in FAMILY_ROWS], 1)
    loss = loss + functional.binary_cross_entropy(
        any_likely.clamp(CERTAIN, 1 - CERTAIN), any_truth, weight=any_weight, reduction="sum"
    )
    bare = torch.zeros(len(example.prepared.texts))
    levels = torch.zeros(len(example.prepared.levels))
    sure = torch.ones_like(levels)
    for cap in example.labels.caps:
        if cap.level is None:
            bare[cap.place] = 1
        else:
            levels[cap.level] = 1
            sure[cap.level] = OPTIONAL if cap.optional else 1
    loss = loss + functional.binary_cross_entropy_with_logits(net.cex(read.bare).squeeze(-1), bare, reduction="sum")
    if read.levels is not None:
        scores = net.cex(read.levels).squeeze(-1)
        loss = loss + functional.binary_cross_entropy_with_logits(scores, levels, weight=sure, reduction="sum")
    return loss


def _act(net: Net, example: Example, read: States, act: ActLabel) -> Tensor:
    kind = ACTIONS.index(act.action)
    hidden = net.mlp(read.acts[act.place, kind])
    measures = torch.tensor([float(measure in act.measures) for measure in MEASURES])
    loss = _status(net.st(hidden), act.statuses) + _flags(net.bg(hidden), act)
    loss = loss + functional.binary_cross_entropy_with_logits(net.me(hidden), measures, reduction="sum") / 3
    scores = net.parties(example, read, act.place, read.pooled[act.place, kind], kind)
    return loss + _parties(scores, act.parties)


def _cap(net: Net, example: Example, read: States, cap: CapLabel) -> Tensor:
    if cap.level is None or read.levels is None or read.amounts is None:
        row, vector, kind = read.bare[cap.place], read.pooled[cap.place, BARE], BARE
    else:
        row, vector, kind = read.levels[cap.level], read.amounts[cap.level], LEVEL
    hidden = net.cmlp(row)
    goods = COMMODITIES.index(cap.commodity) if cap.commodity in COMMODITIES else len(COMMODITIES)
    loss = _status(net.cst(hidden), cap.statuses) + _flags(net.cbg(hidden), cap)
    loss = loss + functional.cross_entropy(net.crg(hidden)[None], torch.tensor([REGIMES.index(cap.regime)]))
    loss = loss + functional.cross_entropy(net.cco(hidden)[None], torch.tensor([goods]))
    return loss + _parties(net.parties(example, read, cap.place, vector, kind), cap.parties)


def _status(scores: Tensor, statuses: tuple[str, ...]) -> Tensor:
    truth = torch.zeros(len(STATUSES))
    for reading, status in enumerate(statuses):
        truth[STATUSES.index(status)] += SECOND if reading else 1
    return -(truth / truth.sum() * scores.log_softmax(-1)).sum()


def _flags(scores: Tensor, label: ActLabel | CapLabel) -> Tensor:
    truth = torch.tensor([float(label.background), float(label.negated)])
    return functional.binary_cross_entropy_with_logits(scores, truth)


def _parties(scores: Tensor | None, parties: Parties) -> Tensor:
    if scores is None:
        return torch.zeros(())
    truth = torch.zeros_like(scores)
    for column, given in enumerate((parties.imposes, parties.is_hit)):
        for entry, likeness in given.items():
            truth[entry, column] = likeness
    return functional.binary_cross_entropy_with_logits(scores, truth, reduction="sum") / 6
