"""Names of the United Kingdom's lists: five given parts, a sixth for the family or the whole, and their quality."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from watchlists.model import Identifier, Kind, Name, NameKind
from watchlists.sources.alias_quality import guess_quality
from watchlists.sources.drafts import Draft
from watchlists.sources.scripts import guess_script
from watchlists.sources.uk_words import LANGUAGES

_GIVEN = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
NAME_COLUMNS = (*_GIVEN, "Name 6", "Name type", "Alias strength")
ORIGINAL_COLUMNS = ("Name non-latin script", "Non-latin script type", "Non-latin script language")
_KINDS: Mapping[str, NameKind] = {
    "primary name": NameKind.PRIMARY,
    "primary name variation": NameKind.STRONG,
    "fka": NameKind.FORMER,
}
_ALIASES = frozenset({"alias", "aka", ""})
_SHIP = re.compile(r'^IMO\s?(?P<imo>\d{7})\s*\(["“](?P<name>[^"”]+)["”]\)$')


def add_name(draft: Draft, values: Mapping[str, str]) -> None:
    """Read one name. The first primary one leads; further primary ones are as strong."""
    given = " ".join(filter(None, (values.get(part, "") for part in _GIVEN)))
    family = values.get("Name 6", "")
    text = f"{given} {family}".strip(" ,")
    ship = _SHIP.match(text) if draft.kind is Kind.VESSEL else None
    if ship is not None:
        draft.identifiers.append(Identifier("imo", ship["imo"]))
        draft.reasons.append(f"Name as published: {text}")
        text = ship["name"]
    if not text:
        return
    kind = _judge(draft, text, values.get("Name type", ""), values.get("Alias strength", ""))
    if draft.kind is Kind.PERSON and given and family:
        _add(draft, Name(text, kind, given=given, family=family))
    else:
        _add(draft, Name(text, kind))


def _judge(draft: Draft, text: str, name_type: str, strength: str) -> NameKind:
    folded, quality = name_type.casefold(), strength.casefold()
    kind = _KINDS.get(folded)
    if kind is None and folded not in _ALIASES:
        draft.keep("name_type", name_type)
    if kind is NameKind.PRIMARY and any(name.kind is kind and name.value != text for name in draft.names):
        return NameKind.STRONG
    if kind is not None and not quality.startswith("low"):
        return kind
    if quality.startswith("low"):
        return NameKind.WEAK
    if quality.startswith("good"):
        return NameKind.STRONG
    if quality:
        draft.keep("alias_quality", strength)
    return guess_quality(text, draft.kind)


def add_original_name(draft: Draft, values: Mapping[str, str]) -> None:
    """Read a name in another script. What stands there in Latin letters is an alias."""
    text = values.get("Name non-latin script", "").strip(" ,،")
    language = values.get("Non-latin script language", "")
    code = LANGUAGES.get(language.casefold())
    script_words = values.get("Non-latin script type", "")
    if language and code is None:
        draft.keep("name_language", language)
    script = guess_script(text)
    if text and script in {None, "Latn"}:
        _add(draft, Name(text, guess_quality(text, draft.kind), code))
    elif text:
        _add(draft, Name(text, NameKind.ORIGINAL_SCRIPT, code, script))
    elif script_words:
        draft.keep("name_script", script_words)


def _add(draft: Draft, name: Name) -> None:
    for place, known in enumerate(draft.names):
        if known.value == name.value:
            better = name.kind is NameKind.PRIMARY or (name.language and not known.language)
            draft.names[place] = name if better else known
            return
    draft.names.append(name)


def lead_with_primary(draft: Draft) -> None:
    """Put the primary name first; where none is marked, the first strong one or the first is."""
    names = draft.names
    wanted = (NameKind.PRIMARY, NameKind.STRONG, NameKind.ORIGINAL_SCRIPT)
    best = next((name for kind in wanted for name in names if name.kind is kind), names[0])
    names.remove(best)
    names.insert(0, replace(best, kind=NameKind.PRIMARY))
