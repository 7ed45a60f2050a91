"""Reference numbers of the United Nations in other publishers' lists, as `QDi.001`.

A number in a field that is made for it says that two entries are one party. A number inside prose is another party's
("leader of ISIL (QDe.115)"), so it only makes a relation: taking it for the party's own would join the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from watchlists.model import Relation
from watchlists.sources.drafts import Draft

_NUMBER = re.compile(r"\b(?:QD|TA|KP|IR|CD|CF|SS|LY|IQ|SO|YE|HT|GB|SD|ML)[ie]\.\d{3}\b")
_NOTHING = frozenset({"", "n/a", "none", "-"})
_SEPARATOR = re.compile(r"[\s,;|]+")


def add_own_number(draft: Draft, text: str) -> None:
    """Read the field for the party's own number, or several; what is none is kept as `un_reference`."""
    for part in filter(None, _SEPARATOR.split(text.strip())):
        number = part.strip(".()")
        written = number[:2].upper() + number[2:].lower()  # some write `QDE.145`
        if _NUMBER.fullmatch(written):
            draft.references.append(f"un:{written}")
        elif number.casefold() not in _NOTHING:
            draft.keep("un_reference", part)


def add_mentioned_numbers(draft: Draft, texts: Iterable[str]) -> None:
    """Relate the party to those whose numbers stand in prose about it. Its own numbers have to be read before."""
    for text in texts:
        for number in _NUMBER.findall(text):
            target = f"un:{number}"
            if target not in draft.references:
                draft.relations.append(Relation("linked_to", target_id=target))
