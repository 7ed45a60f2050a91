"""Names as American export control lists write them: aliases in brackets, clauses of law, apostrophes lost on the way.

May not decide how good an alias is: the publishers do not say, and `alias_quality` guesses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from watchlists.model import NameKind
from watchlists.sources.drafts import Draft

_BRACKETS = re.compile(r"[(\[]\s*(?P<type>[afd][./]?[kb][./]?a)\b[.,]*\s*(?P<names>[^)\]]+)[)\]]", re.IGNORECASE)
_BEHIND = re.compile(r",?\s+(?P<type>[afd][./][kb][./]a)[.,]*\s+(?P<names>.+)$", re.IGNORECASE)
_BEFORE = re.compile(r"^(?P<type>[afd][./][kb][./]a)[.,]*\s+", re.IGNORECASE)
_CLAUSE = re.compile(
    r",?\s+(?:and (?:any|its|their) (?:successor|sub-?unit|subsidiar)|including the ).*$", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"[,.]?\s+(?:and subordinate entity|Subordinate Institution -)\s+(?P<name>.+)$", re.IGNORECASE
)
_LONGEST_NAME = 150
"""Characters; what is longer describes a party and does not name it."""
_POSSESSIVE = re.compile(r"(?<=[^\W\d])\?(?=s\b|[a-z])")
_KINDS: Mapping[str, NameKind] = {"f": NameKind.FORMER}


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name as written, taken apart."""

    name: str
    aliases: tuple[tuple[str, NameKind | None], ...] = ()
    """Further names in it; the kind only where the text says it."""


def take_apart(text: str) -> WrittenName:
    """Split aliases and clauses off a name, and put back apostrophes that came as question marks."""
    plain = " ".join(text.split())
    aliases: list[tuple[str, NameKind | None]] = []
    for pattern in (_BRACKETS, _BEHIND):
        for found in pattern.finditer(plain):
            kind = _KINDS.get(found["type"][0].casefold())
            aliases += [(_mend(part), kind) for part in found["names"].split(";") if _mend(part)]
        plain = pattern.sub(" ", plain)
    part = _SUBORDINATE.search(plain)
    if part is not None:
        plain = plain[: part.start()]
        aliases += [(_mend(part["name"]), None)] if len(part["name"]) <= _LONGEST_NAME else []
    name = _mend(_CLAUSE.sub("", plain)) or _mend(plain) or _mend(text)
    return WrittenName(name, tuple(aliases))


def add_name(draft: Draft, text: str, kind: NameKind | None) -> None:
    """Add a name and what is written in it; where it was changed, the text as published is a reason.

    The first name of a draft is its primary one.
    """
    before = _BEFORE.match(text)
    if before is not None and before["type"][0].casefold() == "f":
        kind = NameKind.FORMER
    written = take_apart(text[before.end() :] if before is not None else text)
    if not written.name:
        return
    draft.add_alias(written.name, kind if draft.names else NameKind.PRIMARY)
    for alias, alias_kind in written.aliases:
        draft.add_alias(alias, alias_kind)
    if written.name != " ".join(text.split()).strip(" ,;"):
        draft.reasons.append(f"Name as published: {' '.join(text.split())}")


def _mend(text: str) -> str:
    return " ".join(_POSSESSIVE.sub("'", text).replace("?", " ").split()).strip(" ,;")
