"""Names that one value holds side by side: `A / B`, `A (ABC)`, `A, formerly B`, `Russian: A or B`.

So are Han signs and their Korean or Cantonese reading.

Every alternative is prepared and compared as a name of its own; the value shown stays the whole. May not compare.
"""

from __future__ import annotations

import re

from watchlists.normalize.cantonese import read_as_cantonese
from watchlists.normalize.hanja import read_as_korean
from watchlists.normalize.text import MAX_CHARACTERS

MOST_ALTERNATIVES = 4
"""More than this many are not told apart, so that work stays bounded."""

_LANGUAGE = re.compile(r"^\s*(?:russian|belarus+ian|ukrainian|arabic|persian|farsi|chinese)\s*:\s*", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s+/\s+|(?<=\w{2})/(?=\w{3})|\s*;\s+|[\s,(]+(?:a\.?k\.?a\.?|f\.?k\.?a\.?|formerly(?: known as)?|also known as|"
    r"previously(?: known as)?|d/b/a|t/a|trading as)[\s.:]+|"
    r"\s+or\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+and\s+(?=[^\x00-\x7f])",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^(.{4,}?)\s*[(\[]\s*[\"'“]?([^\W\d_]{2,8})[\"'”]?\s*[)\]]\s*(.*)$")
_SHORTEST = 5


def alternatives(value: str) -> tuple[str, ...]:
    """Tell the names in a value, the whole first; a value that holds one name is that name alone."""
    if not value.isascii() and (others := [read for read in (read_as_korean(value), read_as_cantonese(value)) if read]):
        return (value, *others)
    if len(value) > MAX_CHARACTERS or not _WORTH_A_LOOK.search(value):
        return (value,)
    found = [value]
    plain = _LANGUAGE.sub("", value)
    parts = [part.strip(" ,") for part in _BETWEEN.split(plain)]
    if len(parts) > 1 or plain != value:
        found += [part for part in parts if len(part) >= _SHORTEST]
    for part in parts[:MOST_ALTERNATIVES]:
        bracketed = _BRACKETED.match(part)
        if bracketed and bracketed.group(2).isupper() and bracketed.group(2).isascii():
            found.append(f"{bracketed.group(1)} {bracketed.group(3)}".strip())
    return tuple(dict.fromkeys(found))[: MOST_ALTERNATIVES + 1]


_WORTH_A_LOOK = re.compile(r"[/;(\[:]|\b(?:or|and|formerly|previously|also|trading|[af]\.?k\.?a)\b", re.IGNORECASE)
