"""Several names in one text with commas between them, some of which belong to a name: `M Invest, OOO`.

Knows no publisher. May not decide how good a name is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LATIN_FORMS = (
    "ltd limited llc l.l.c inc co corp plc s.a sa s.a.r.l sarl s.r.l srl b.v bv gmbh ag jsc ojsc cjsc pjsc lp l.p "
    "ooo oao zao pao ao fsue fgup up fze fzco pte jr sr ii iii iv"
)
_CYRILLIC_FORMS = "ооо оао зао пао ао нпао фгуп гуп гпк тов"  # noqa: RUF001 - Russian, not Latin in disguise
_GO_ON = frozenset(f"{_LATIN_FORMS} {_CYRILLIC_FORMS}".split())
"""What goes with the name before its comma."""
_ELIDED = re.compile(r"[dl]['\u2019]", re.IGNORECASE)


def split_at_commas(text: str) -> Iterator[str]:
    """Part names at commas, but not in brackets nor before what goes on with the name; nothing is trimmed."""
    start, depth = 0, 0
    for place, mark in enumerate(text):
        depth += (mark in "(«“") - (mark in ")»”")
        if mark == "," and depth <= 0 and not _goes_on(text[place + 1 :]):
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _goes_on(rest: str) -> bool:
    words = rest.partition(",")[0].split()
    if all(word.casefold().rstrip(".") in _GO_ON for word in words):
        return True
    return words[0][0].islower() and _ELIDED.match(words[0]) is None
