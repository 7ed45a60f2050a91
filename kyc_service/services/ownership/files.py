"""Files of ownership, JSON or CSV: read strictly in form, and kept as they are in content.

What cannot be read is an error that names the file and the place, never a value. What can be read but cannot be true
(over 100 per cent, a circle, a company that owns itself) is a finding of the graph.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kyc_service.domain.ownership.parties import Link, Means, Party, PartyKind

LARGEST = 32 * 1024 * 1024
"""Bytes."""
LONGEST = 512
"""Characters of an id or a name."""
COLUMNS = (
    "owner",
    "owner_name",
    "owner_kind",
    "owned",
    "owned_name",
    "owned_kind",
    "percent",
    "control",
    "nominee_for",
    "source",
    "as_of",
)
"""Of a CSV file, in any order; `owner` and `owned` are needed."""
_LINK_KEYS = frozenset({"owner", "owned", "percent", "band", "control", "nominee_for", "source", "as_of"})
_PARTY_KEYS = frozenset({"id", "kind", "name", "blocked"})
_NO_LETTERS = frozenset({"Cc", "Cs"})
"""What would drive a terminal, or is no letter alone."""
_FILE_KEYS = frozenset({"target", "parties", "links"})


class OwnershipFileError(ValueError):
    """A file that cannot be read as ownership."""

    def __init__(self, file: str, place: str, detail: str) -> None:
        """Name the file and the place, as `line 3` or `links[2]`."""
        super().__init__(f"{file}: {place + ': ' if place else ''}{detail}")


@dataclass(frozen=True, slots=True)
class OwnershipFile:
    """What a file says."""

    parties: tuple[Party, ...]
    links: tuple[Link, ...]
    target: str | None
    blocked: tuple[str, ...]


def read_ownership(path: Path) -> OwnershipFile:
    """Read a file, by its content JSON or CSV. Raises OwnershipFileError."""
    try:
        if path.stat().st_size > LARGEST:
            raise OwnershipFileError(path.name, "", f"is larger than {LARGEST // 1024 // 1024} MiB")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise OwnershipFileError(path.name, f"line {line}", "is not UTF-8") from None
    except OSError as error:
        raise OwnershipFileError(path.name, "", f"cannot be read: {error.strerror}") from None
    if not text.strip():
        raise OwnershipFileError(path.name, "", "holds nothing")
    return _read_json(path.name, text) if text.lstrip()[0] in "{[" else _read_csv(path.name, text)


def _read_json(file: str, text: str) -> OwnershipFile:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise OwnershipFileError(file, f"line {error.lineno}", "is not JSON") from None
    except (ValueError, RecursionError):
        raise OwnershipFileError(file, "", "is not JSON") from None
    place = ""
    try:
        whole = _object(content, _FILE_KEYS)
        parties, blocked = [], []
        for number, item in enumerate(_items(whole, "parties")):
            place = f"parties[{number}]"
            fields = _object(item, _PARTY_KEYS)
            parties.append(_party(fields.get("id"), fields.get("kind"), fields.get("name")))
            if _flag(fields.get("blocked")):
                blocked.append(parties[-1].id)
        links = []
        for number, item in enumerate(_items(whole, "links")):
            place = f"links[{number}]"
            links.append(_link(_object(item, _LINK_KEYS)))
        place = "target"
        target = _text(whole["target"], "target") if whole.get("target") is not None else None
    except ValueError as error:
        raise OwnershipFileError(file, place, str(error)) from None
    return OwnershipFile(tuple(parties), tuple(links), target, tuple(blocked))


def _read_csv(file: str, text: str) -> OwnershipFile:
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    parties: dict[str, Party] = {}
    links = []
    try:
        header = tuple(name.strip() for name in rows.fieldnames or ())
        _check_header(header)
        rows.fieldnames = header
        for row in rows:
            if None in row.values() or "" in row:
                message = "has another number of fields than the first line"
                raise ValueError(message)  # noqa: TRY301 - one place names the line
            fields = {key: value.strip() or None for key, value in row.items()}
            links.append(
                _link({key: fields[key] for key in fields.keys() & _LINK_KEYS} | _split(fields.get("control")))
            )
            for side in ("owner", "owned"):
                _collect(parties, fields, side)
    except (ValueError, csv.Error) as error:
        detail = "is not CSV" if isinstance(error, csv.Error) else str(error)
        raise OwnershipFileError(file, f"line {max(1, rows.line_num)}", detail) from None
    return OwnershipFile(tuple(parties.values()), tuple(links), None, ())


def _check_header(header: tuple[str, ...]) -> None:
    if not {"owner", "owned"} <= set(header) or set(header) - set(COLUMNS) or len(set(header)) < len(header):
        message = f"the first line names columns: owner, owned, and any of {', '.join(sorted(set(COLUMNS[1:])))}"
        raise ValueError(message)


def _split(control: str | None) -> dict[str, object]:
    return {"control": [means.strip() for means in control.split(";")] if control else None}


def _collect(parties: dict[str, Party], fields: Mapping[str, str | None], side: str) -> None:
    """Add a party of a row; what an earlier row left out, a later one may say."""
    party = _party(fields[side], fields.get(f"{side}_kind"), fields.get(f"{side}_name"))
    known = parties.get(party.id, party)
    kind = party.kind if known.kind is PartyKind.UNKNOWN else known.kind
    parties[party.id] = Party(party.id, kind, known.name or party.name)


def _object(value: object, keys: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        message = "has to be an object"
        raise ValueError(message)  # noqa: TRY004 - one error for every broken form
    if set(value) - keys:
        message = f"holds another key than {', '.join(sorted(keys))}"
        raise ValueError(message)
    return value


def _items(whole: Mapping[str, Any], key: str) -> list[Any]:
    value = whole.get(key, [])
    if not isinstance(value, list):
        message = f"`{key}` has to be a list"
        raise ValueError(message)  # noqa: TRY004 - as above
    return value


def _party(key: object, kind: object, name: object) -> Party:
    return Party(_text(key, "id"), _kind(kind), _text(name, "name") if name is not None else "")


def _kind(value: object) -> PartyKind:
    try:
        return PartyKind.UNKNOWN if value is None else PartyKind(str(value))
    except ValueError:
        message = f"a kind is one of {', '.join(PartyKind)}"
        raise ValueError(message) from None


def _link(fields: Mapping[str, Any]) -> Link:
    low, high = _share(fields.get("percent"), fields.get("band"))
    return Link(
        owner=_text(fields.get("owner"), "owner"),
        owned=_text(fields.get("owned"), "owned"),
        low=low,
        high=high,
        control=_control(fields.get("control")),
        nominee_for=_text(fields["nominee_for"], "nominee_for") if fields.get("nominee_for") else None,
        source=_text(fields["source"], "source") if fields.get("source") else "",
        as_of=_date(fields.get("as_of")),
    )


def _share(percent: object, band: object) -> tuple[float | None, float | None]:
    """Read a share: a number, or two with a dash between; out of range is for the graph to find."""
    stated = percent if band is None else band
    if stated is None:
        return None, None
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return _number(str(stated)), _number(str(stated))
    text = stated.strip().removesuffix("%").strip() if isinstance(stated, str) else ""
    first, dash, last = text.partition("-") if not text.startswith("-") else (text, "", "")
    return _number(first), _number(last if dash else first)


def _number(text: str) -> float:
    try:
        return float(text)
    except (ValueError, OverflowError):
        message = "a share is a number of per cent, as 60, or two, as 25-50"
        raise ValueError(message) from None


def _control(value: object) -> frozenset[Means]:
    if value is None:
        return frozenset()
    try:
        return frozenset(Means(means) for means in value) if isinstance(value, list) else frozenset({Means(str(value))})
    except ValueError:
        message = f"control is any of {', '.join(Means)}"
        raise ValueError(message) from None


def _date(value: object) -> dt.date | None:
    try:
        return None if value is None else dt.date.fromisoformat(str(value))
    except ValueError:
        message = "a date is written 2026-11-26"
        raise ValueError(message) from None


def _flag(value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        message = "`blocked` has to be true or false"
        raise ValueError(message)
    return bool(value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        message = f"`{name}` has to be a text of 1 to {LONGEST} characters"
        raise ValueError(message)
    if any(unicodedata.category(letter) in _NO_LETTERS for letter in value):
        message = f"`{name}` holds control characters"
        raise ValueError(message)
    return value.strip()
