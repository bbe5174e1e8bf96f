"""How a passage is meant: status, negation, background, attribution, decided apart from what it says.

The design of medspaCy's ConText: an act stays an act, its assertion is a property of it.
"""

from streams.extract.assertion.attribution import attribution
from streams.extract.assertion.judge import anchor_token, clause_tokens, judge

__all__ = ["anchor_token", "attribution", "clause_tokens", "judge"]
