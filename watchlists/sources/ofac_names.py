"""Names as the American Treasury writes them: `LAST, First Middle` for individuals, as they are for all others."""

from __future__ import annotations

import re

from watchlists.model import Kind, Name, NameKind

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)


def read_name(text: str, kind: Kind, name_kind: NameKind) -> Name:
    """Read one name in the order it is spoken, `First Middle LAST`, with given and family name apart."""
    text = " ".join(text.split())
    if kind is not Kind.PERSON or "," not in text:
        return Name(text, name_kind)
    family, *others = [part.strip() for part in text.split(",")]
    suffixes = [part for part in others if _SUFFIX.fullmatch(part)]
    given = [part for part in others if part and part not in suffixes]
    if not family:
        return Name(text, name_kind)
    return join_name(" ".join(given), " ".join((family, *suffixes)), name_kind)


def join_name(given: str, family: str, name_kind: NameKind) -> Name:
    """Make a name of its two parts, either of which may be empty."""
    return Name(
        " ".join(part for part in (given, family) if part),
        name_kind,
        given=given or None,
        family=family if given else None,
    )
