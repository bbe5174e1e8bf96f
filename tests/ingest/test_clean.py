"""Text and HTML become words whose offsets lead back to the text as received."""

import html
import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import StreamsError
from streams.ingest import clean
from streams.ingest.markup import BLOCKS, DROPPED, INLINE, RAW
from streams.messages import CleanText
from streams.settings import Settings
from tests.records import SETTINGS, TEXT, article


def words_of(text: str) -> CleanText:
    return clean(article(text=text), SETTINGS)


def source(read: CleanText, words: str) -> str:
    """What stands in the original for these words of the clean text."""
    start = read.text.index(words)
    first, last = read.span(start, start + len(words))
    return read.original[first:last]


def test_clean_text_stays_as_it_is() -> None:
    read = words_of(TEXT)
    assert (read.text, read.original, read.starts, read.ends) == (TEXT, TEXT, None, None)


PLAIN = {
    "windows line ends": ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
    "no-break spaces": ("$60\xa0a\u202fbarrel", "$60 a barrel"),
    "runs of blanks": ("a  b \t c", "a b c"),
    "blanks around line ends": ("a \n  b\n\t\n c", "a\nb\n\nc"),
    "soft hyphens": ("sanc\xadtions", "sanctions"),
    "zero width": ("\ufeffoil\u200b price\u2060 cap", "oil price cap"),
    "text direction": ("\u202aoil\u202c", "oil"),
    "control characters": ("oil\x00\x07 cap\x1b[31m", "oil cap[31m"),
    "form feed": ("oil\fcap", "oil\ncap"),
    "curly quotes stay": ("\u201cYes\u201d, it\u2019s \u2013 so", "\u201cYes\u201d, it\u2019s \u2013 so"),
    "left over bytes": ("forces.\xc2 Next.\xc2\nLast\xc2", "forces. Next.\nLast"),
    "left over bytes before a no-break space": ("forces.\xc2\xa0Next", "forces. Next"),
    "a letter, not a left over byte": ("ROM\xc2NIA F\xc2 \xc2ge", "ROM\xc2NIA F\xc2 \xc2ge"),
    "misread punctuation": ("it\xe2\u20ac\u2122s \xe2\u20ac\u0153so\xe2\u20ac\x9d", "it\u2019s \u201cso\u201d"),
    "misread letters and signs": ("Caf\xc3\xa9 \xc2\xa350 \xe2\u201a\xac60", "Caf\xe9 \xa350 \u20ac60"),
    "misread as latin-1": ("it\xe2\x80\x99s", "it\u2019s"),
    "misread zero width": ("oil\xe2\u20ac\u2039 cap", "oil cap"),
    "windows quotes": ("\x93so\x94 \x96 \x8560", "\u201cso\u201d \u2013 \u202660"),
    "loose accents": ("Orba\u0301n Vie\u0302\u0323t", "Orb\xe1n Vi\u1ec7t"),
    "accent that fits no letter": ("q\u0301x", "q\u0301x"),
    "accent without a letter": ("\u0301x", "\u0301x"),
    "ligatures": ("o\ufb03cials \ufb01ne", "officials fine"),
    "singletons": ("5 \u212a, 3 \u212b", "5 K, 3 \xc5"),
    "no markup": ("5 < 6 and 7 > 3, AT&T, <5%, c<d> R&D;", "5 < 6 and 7 > 3, AT&T, <5%, c<d> R&D;"),
}
"""Plain texts as received and as read."""


@pytest.mark.parametrize(("received", "expected"), PLAIN.values(), ids=PLAIN.keys())
def test_plain_text(received: str, expected: str) -> None:
    assert words_of(received).text == expected


HTML = {
    "paragraphs": ("<p>One.</p>\n<p>Two.</p>", "One.\n\nTwo.\n\n"),
    "inline tags": ("<p>The <b>Euro</b>pean <a href='#'>Union</a></p>", "The European Union\n\n"),
    "line breaks of the source": ("<p>The European\n  Union</p>", "The European Union\n\n"),
    "line breaks that are meant": ("One.\n\nTwo <em>three</em>.", "One.\n\nTwo three."),
    "br": ("One<br>two<BR/>three", "One\ntwo\nthree"),
    "headline and list": ("<h1>Cap</h1><ul><li>60<li>45</ul>", "Cap\n\n60\n\n45\n\n"),
    "table": ("<table><tr><td>Diesel</td><td>100</td></tr></table>", " Diesel 100\n\n"),
    "preformatted": ("<div><pre>a\nb</pre>c\nd</div>", "a\nb\n\nc d\n\n"),
    "dropped": ("<nav>Home</nav>x<aside>Ad</aside><footer>(c)</footer><figure>Photo</figure>", "x"),
    "dropped, nested": ("a<nav>b<nav>c</nav>d</nav>e", "ae"),
    "dropped, one across another": ("a<aside>b<figure>c</aside>d</figure>e<b>f</b>", "adef"),
    "dropped, never closed": ("a<aside>b<p>c", "ab\n\nc"),
    "dropped, closed only": ("a</nav>b<b>c</b>", "abc"),
    "head": ("<html><head><title>T</title><meta></head><body>x</body></html>", "x\n\n"),
    "script and style": ("<style>p{}</style>a<script>if (a<b) '</p>'</script>b<b>c</b>", "abc"),
    "script in capitals": ("a<SCRIPT>x</Script >b", "ab"),
    "script, never closed": ("a<script>x<p>y", "a"),
    "comment": ("a<!-- <p>x</p> -->b", "ab"),
    "comment, never closed": ("a<!-- b", "a b"),
    "doctype and cdata": ("<!DOCTYPE html><?xml version='1'?><![CDATA[<p>x</p>]]>", "x\n\n"),
    "entities": ("<p>AT&amp;T &lt;60&gt; &euro;5 &#8220;x&#x201D;</p>", "AT&T <60> \u20ac5 \u201cx\u201d\n\n"),
    "entities without tags": ("AT&amp;T said &quot;no&quot;", 'AT&T said "no"'),
    "entities in plain lines": ("One&nbsp;two.\nThree.", "One two.\nThree."),
    "entities that are none": ("<p>R&D &foo; &#0; &#xD800; & x</p>", "R&D &foo; \ufffd \ufffd & x\n\n"),
    "no-break and soft": ("<p>$60&nbsp;a bar&shy;rel</p>", "$60 a barrel\n\n"),
    "greater-than in an attribute": ("<p title='a > b'>x</p>", "x\n\n"),
    "stray quote in a tag": ('<p class="x>a</p>b', "a\n\nb"),
    "tag cut off": ("<p>a</p><p class=", "a\n\n<p class="),
    "less-than in words": ("<p>5 < 6 <7</p>", "5 < 6 <7\n\n"),
    "custom element": ("<p>a<x-ad>b</x-ad></p>", "ab\n\n"),
}
"""HTML as received and as read."""


@pytest.mark.parametrize(("received", "expected"), HTML.values(), ids=HTML.keys())
def test_html(received: str, expected: str) -> None:
    assert words_of(received).text == expected


@pytest.mark.parametrize(
    ("received", "words", "original"),
    [
        ("<p>AT&amp;T pays</p>", "AT&T", "AT&amp;T"),
        ("<p>so&rdquo;</p>", "so\u201d", "so&rdquo;"),
        ("<p>The <b>EU</b> cut it</p>", "The EU cut", "The <b>EU</b> cut"),
        ("cut it  to\xa0$60", "it to $60", "it  to\xa0$60"),
        ("Viktor Orba\u0301n said", "Orb\xe1n", "Orba\u0301n"),
        ("sanc\xadtions", "sanctions", "sanc\xadtions"),
        ("it\xe2\u20ac\u2122s", "\u2019", "\xe2\u20ac\u2122"),
        ("o\ufb03cials", "offic", "o\ufb03c"),
        ("<p>Cafe&#769;</p>", "Caf\xe9", "Cafe&#769;"),
    ],
)
def test_words_lead_back_to_the_text_as_received(received: str, words: str, original: str) -> None:
    assert source(words_of(received), words) == original


def rejection(text: str, settings: Settings = SETTINGS) -> StreamsError:
    with pytest.raises(StreamsError) as caught:
        clean(article(text=text), settings)
    assert (caught.value.stage, caught.value.field) == ("clean", "/text")
    return caught.value


@pytest.mark.parametrize("text", ["", " \n\t", "...", "\u200b\xad", "_ _"])
def test_a_text_without_words(text: str) -> None:
    assert rejection(text).reason == "empty_text"


@pytest.mark.parametrize("text", ["<p> </p>", "<script>var oil = 60</script>", "<nav>Home</nav>", "<p>&nbsp;</p>"])
def test_markup_without_words(text: str) -> None:
    error = rejection(text)
    assert error.reason == "empty_text"
    assert error.detail == "the text has no words once its markup is taken off"


def test_a_text_that_was_decoded_wrongly_before() -> None:
    assert rejection("\ufffd\ufffd\ufffd oil").reason == "bad_text"
    assert words_of("it\ufffds a cap of 60").text == "it\ufffds a cap of 60"


def test_the_limit_counts_bytes_of_the_clean_text() -> None:
    limit = Settings(max_text_bytes=1_000)
    assert len(clean(article(text="\u20ac" * 333 + "x"), limit).text) == 334
    assert len(clean(article(text="<b></b>" * 1_000 + " " * 5_000 + "x" * 999), limit).text) == 999
    error = rejection("\u20ac" * 333 + "\xe9ts", limit)
    assert error.reason == "too_large"
    assert error.detail == "the text has 1003 bytes, at most 1000 are read"


def test_the_default_limit_is_one_megabyte() -> None:
    assert len(words_of("x" * 1_000_000).text) == 1_000_000
    assert rejection("x" * 1_000_001).reason == "too_large"


def test_the_kinds_of_elements_do_not_overlap() -> None:
    kinds = (DROPPED, RAW, BLOCKS, INLINE)
    assert len(frozenset.union(*kinds)) == sum(map(len, kinds))


PIECES = (
    *(
        "<p>",
        "</p>",
        "<nav>",
        "</nav>",
        "<b>",
        "</b>",
        "<br>",
        "<pre>",
        "</pre>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
    ),
    *(
        "<a x='>'>",
        "<td>",
        "&amp;",
        "&nbsp;",
        "&#769;",
        "&eacute;",
        "&bogus;",
        "&",
        "<",
        ">",
        '"',
        "'",
        "\r\n",
        "\r",
        "\n",
    ),
    *(" ", "  ", "\t", "\xa0", "\xad", "\u200b", "\u0301", "\u0323", "\xc2", "\xc3\xa9", "\xe2\u20ac\u2122", "\ufb01"),
    *("\u212b", "\x93", "\x00", "word", "Oil", "60", "e", "\u20ac", "\U0001f600"),
)
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


@given(SOUP)
def test_every_character_leads_to_its_source(received: str) -> None:
    try:
        read = words_of(received)
    except StreamsError as error:
        assert error.reason in {"empty_text", "bad_text"}  # noqa: PT017  # both ends are allowed
        return
    assert read.original == received
    spans = [read.span(place, place + 1) for place in range(len(read.text))]
    assert all(before[0] <= after[0] and before[1] <= after[1] for before, after in pairwise(spans))
    for char, (start, end) in zip(read.text, spans, strict=True):
        assert 0 <= start < end <= len(received)
        assert explains(received[start:end], char), (received[start:end], char)


def explains(piece: str, char: str) -> bool:
    """Whether a piece of the original can be the source of a character."""
    # Markup inside a piece vanishes: blanks around it fold into one, an accent behind it joins its letter.
    meant = html.unescape(re.sub(r"<[^<>]*>", "", piece))
    if char.isspace():
        return not meant or meant.isspace() or piece.startswith("<") or meant in "\x81\x8d\x8f\x90\x9d"
    as_bytes = b"".join(one.encode("cp1252", "ignore") or one.encode("latin-1", "ignore") for one in meant)
    readings = {meant, as_bytes.decode("utf-8", "ignore"), as_bytes.decode("cp1252", "ignore")}
    return any(char in reading or char in unicodedata.normalize("NFKC", reading) for reading in readings)
