"""Facts as coloured lines for a terminal, with their proof: values in, rich `Text` out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from rich.text import Text

from streams.display.safe import one_line, printable
from streams.messages import Actor, Attribution, Findings, PriceCapFact, SanctionFact

Fact = SanctionFact | PriceCapFact

ACTION_STYLES: Final[Mapping[str, str]] = {
    "impose": "bold red",
    "tighten": "bold red",
    "extend": "bold red",
    "enforce": "bold red",
    "evade": "bold yellow",
    "ease": "bold green",
    "exempt": "bold green",
    "suspend": "bold green",
    "lift": "bold green",
}
IMPOSER, TARGET, SPEAKER, AMOUNT = "bold cyan", "bold magenta", "italic yellow", "bold green"
PROOF, QUIET = "underline", "dim"
ENTITY_STYLES: Final[Mapping[str, str]] = {
    "PERSON": "yellow",
    "ORG": "cyan",
    "GPE": "magenta",
    "VESSEL": "blue",
    "AIRCRAFT": "blue",
    "LAW": "bright_blue",
    "MONEY": "green",
    "DATE": "green",
}


def fact_line(fact: Fact) -> Text:
    """What the fact says, on one line."""
    line = _sanction(fact) if isinstance(fact, SanctionFact) else _price_cap(fact)
    for name, value in (("from", fact.effective), ("until", fact.until)):
        if value:
            line.append(f"  {name} {one_line(value)}")
    if fact.deadline:
        line.append(f"  {one_line(fact.deadline.step)} by {one_line(fact.deadline.date)}")
    if isinstance(fact, SanctionFact) and fact.instrument:
        line.append(f"  {one_line(fact.instrument.id or fact.instrument.text)}", QUIET)
    if fact.attribution:
        line.append("  says ").append(", ".join(map(_speaker, fact.attribution)), SPEAKER)
    if fact.background:
        line.append("  background", QUIET)
    return line.append(f"  {fact.confidence:.0%}", QUIET)


def _sanction(fact: SanctionFact) -> Text:
    line = (
        Text("sanction   ")
        .append("not " if fact.negated else "", "bold")
        .append(fact.action, ACTION_STYLES[fact.action])
    )
    line.append(f" {fact.status}  ")
    _actors(line, fact.imposers, IMPOSER)
    line.append(" \N{RIGHTWARDS ARROW} ")
    _actors(line, fact.targets, TARGET)
    line.append("  ").append(", ".join(fact.measures), "bold")
    for told, word in ((fact.secondary, "secondary"), (fact.countermeasure, "countermeasure")):
        line.append(f"  {word}" if told else "")
    return line


def _price_cap(fact: PriceCapFact) -> Text:
    line = Text("price cap  ").append("not " if fact.negated else "", "bold")
    line.append(_level(fact), AMOUNT).append(f" {fact.status}  ")
    line.append(f"{one_line(fact.commodity)}{f' ({fact.tier})' if fact.tier else ''}", "bold")
    line.append(" of ").append(one_line(fact.origin), TARGET) if fact.origin else None
    line.append("  ")
    _actors(line, fact.imposers, IMPOSER)
    line.append(f"  was {_number(fact.previous_amount)}" if fact.previous_amount is not None else "")
    return line.append(f"  review {one_line(fact.review)}" if fact.review else "").append(f"  {fact.regime}", QUIET)


def _level(fact: PriceCapFact) -> str:
    told = []
    if fact.amount is not None:
        told.append(f"{_number(fact.amount)} {one_line(fact.currency or '?')}/{one_line(fact.unit or '?')}")
    if fact.formula:
        told.append(
            f"{_number(fact.formula.percent)} % {one_line(fact.formula.direction)} {one_line(fact.formula.reference)}"
        )
    return ", ".join(told) or "no level told"


def _number(value: Decimal) -> str:
    return f"{value:f}"


def _actors(line: Text, actors: Iterable[Actor], style: str) -> None:
    names = [one_line(actor.name) for actor in actors]
    line.append(", ".join(names) or "?", style if names else QUIET)


def _speaker(speaker: Attribution) -> str:
    name = speaker.name or ("somebody unnamed" if speaker.anonymous else "somebody")
    return one_line(f"{name} ({speaker.hedge})" if speaker.hedge else name)


def evidence_line(fact: Fact) -> Text:
    """The proving words in quotation marks, the actors in them coloured."""
    line = Text().append("\N{LEFT DOUBLE QUOTATION MARK}", QUIET).append(one_line(fact.evidence.text), PROOF)
    for start, end, style in _mentions(fact):
        if fact.evidence.start <= start and end <= fact.evidence.end:
            line.stylize(style, start - fact.evidence.start + 1, end - fact.evidence.start + 1)
    return line.append("\N{RIGHT DOUBLE QUOTATION MARK}", QUIET)


def _mentions(fact: Fact) -> Iterable[tuple[int, int, str]]:
    targets = fact.targets if isinstance(fact, SanctionFact) else ()
    for actors, style in ((fact.imposers, IMPOSER), (targets, TARGET), (fact.attribution, SPEAKER)):
        for actor in actors:
            if actor.start is not None and actor.end is not None:
                yield actor.start, actor.end, style


def article_text(text: str, findings: Findings) -> Text:
    """An article with its entities coloured, the proving words underlined, the actors of facts strongest."""
    shown = Text(printable(text))
    for entity in findings.entities:
        shown.stylize(ENTITY_STYLES.get(entity.type, "white"), entity.start, entity.end)
    facts: tuple[Fact, ...] = (*findings.sanctions, *findings.price_caps)
    for fact in facts:
        for passage in (fact.evidence, *fact.evidence_also):
            shown.stylize(PROOF, passage.start, passage.end)
    for fact in facts:
        for start, end, style in _mentions(fact):
            shown.stylize(style, start, end)
    return shown
