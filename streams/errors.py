"""The errors of the service: every failure is a `StreamsError` with a stage and a reason.

Only `flow.py` catches it for a record (one exception boundary); it becomes a dead letter.
"""

from typing import Final

from streams.vocabulary import Stage

REASONS: Final = {
    "not_utf8": "the value is not UTF-8",
    "not_json": "the value is not JSON",
    "too_deep": "the JSON is nested too deeply",
    "too_large": "the record or its text is larger than allowed",
    "schema": "a field is missing, unknown in type or not allowed",
    "bad_date": "a date is none, or has no time zone",
    "empty_text": "the article has no words",
    "bad_text": "the text can't be cleaned",
    "output_schema": "an output would break its own schema",
    "timeout": "the article took longer than the time limit",
    "crash": "the process that read the article died",
    "too_big_output": "an output is larger than the broker takes",
    "internal": "a defect of this program",
}
"""Every reason for a dead letter, with its meaning; metrics use them as labels."""

SKIPS: Final = {
    "tombstone": "the record has no value: it deletes its key",
    "unsupported_language": "the article states a language that is not read",
}
"""Every reason for a skip: nothing is wrong, and nothing is published but the outcome."""


class SanctionwireError(Exception):
    """Base of everything that this package raises on purpose."""


class SetupError(SanctionwireError):
    """The installation or its surroundings are wrong: rules, schemas, model, settings, broker."""


class RuleError(SetupError):
    """A rule file is wrong; the message starts with `file:line:`."""


class StreamsError(SanctionwireError):
    """A record can't be processed.

    `stage` is where it failed, `reason` a key of `REASONS`, `detail` a sentence for a person
    and `field` the JSON path of the field at fault (`/published_at`), where there is one.
    """

    def __init__(self, stage: Stage, reason: str, detail: str, field: str | None = None) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        super().__init__(f"{stage}: {reason}: {f'{field}: ' if field else ''}{detail}")
        self.stage: Stage = stage
        self.reason = reason
        self.detail = detail
        self.field = field

    def __reduce__(self) -> tuple[type["StreamsError"], tuple[Stage, str, str, str | None]]:
        return type(self), (self.stage, self.reason, self.detail, self.field)
