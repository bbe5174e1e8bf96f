"""The text of an article becomes words to read, with offsets back into the text as received."""

import re
from typing import Final, Never

from streams.errors import StreamsError
from streams.ingest.markup import has_markup, strip_markup
from streams.ingest.tidy import tidy
from streams.messages import Article, CleanText
from streams.settings import Settings

UNREADABLE_SHARE: Final = 0.2
"""Of a text that was decoded wrongly, at least this share are replacement characters."""

_WORD: Final = re.compile(r"[^\W_]")


def clean(article: Article, settings: Settings) -> CleanText:
    """Take markup and junk off an article's text, be it plain text or HTML.

    Raises StreamsError (stage `clean`) if the text has no words, can't be read or is too long.
    """
    received = article.text
    stripped = strip_markup(received) if has_markup(received) else CleanText(text=received, original=received)
    words = tidy(stripped)
    if not _WORD.search(words.text):
        markup = " once its markup is taken off" if received.strip() else ""
        _reject("empty_text", f"the text has no words{markup}")
    if words.text.count("\N{REPLACEMENT CHARACTER}") > UNREADABLE_SHARE * len(words.text):
        _reject("bad_text", "most of the text is replacement characters (U+FFFD): it was decoded wrongly before")
    size = len(words.text.encode())
    if size > settings.max_text_bytes:
        _reject("too_large", f"the text has {size} bytes, at most {settings.max_text_bytes} are read")
    return words


def _reject(reason: str, detail: str) -> Never:
    raise StreamsError("clean", reason, detail, "/text")
