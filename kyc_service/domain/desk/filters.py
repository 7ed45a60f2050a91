"""Filters: which cases of a queue are wanted. Codes and numbers only, so that a filter may stand in an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.cases import CaseStatus, Queue
from kyc_service.domain.desk.tags import is_tag
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import Fault, InvalidInputError

MOST_SAVED = 20
"""Filters that somebody may keep."""
MOST_DAYS = 999
NAME = r"[^\x00-\x1f<>@]{1,40}"
"""What a saved filter may be called."""
_SOURCE = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)


class CaseKind(StrEnum):
    """What made a case."""

    HITS = "hits"
    """Something was found on a list."""
    REGISTERS = "registers"
    OWNERSHIP = "ownership"
    RISK = "risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are wanted; what is left out does not count."""

    queue: Queue | None = None
    status: CaseStatus | None = None
    assignee: str | None = None
    source: str | None = None
    """Id of a list on which something was found."""
    level: Level | None = None
    """How the business is rated now."""
    kind: CaseKind | None = None
    tag: str | None = None
    days: int | None = None
    """Opened at least so many days ago."""

    @property
    def narrows(self) -> dict[str, str]:
        """What stands in an address beside the queue: names and texts, without what is left out."""
        names = ("source", "level", "kind", "tag", "days")
        return {name: str(getattr(self, name)) for name in names if getattr(self, name) is not None}


def read_filter(given: Mapping[str, str | int | None], prefix: str = "") -> CaseFilter:
    """Read a filter from texts; empty ones are left out. Raises InvalidInputError that names every fault."""
    texts = {name: str(value) for name, value in given.items() if value not in {None, ""}}
    faults = [Fault(f"{prefix}{name}", "unknown_value") for name in texts if not _fits(name, texts[name])]
    if faults:
        raise InvalidInputError(faults)
    return CaseFilter(
        queue=Queue(texts["queue"]) if "queue" in texts else None,
        status=CaseStatus(texts["status"]) if "status" in texts else None,
        assignee=texts.get("assignee"),
        source=texts.get("source"),
        level=Level(texts["level"]) if "level" in texts else None,
        kind=CaseKind(texts["kind"]) if "kind" in texts else None,
        tag=texts.get("tag"),
        days=int(texts["days"]) if "days" in texts else None,
    )


def _fits(name: str, text: str) -> bool:
    if name == "days":
        return text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_DAYS))
    if name == "source":
        return _SOURCE.fullmatch(text) is not None
    if name == "tag":
        return is_tag(text)
    kinds = {"queue": Queue, "status": CaseStatus, "level": Level, "kind": CaseKind}
    return name == "assignee" or (name in kinds and text in set(kinds[name]))


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter that somebody keeps under a name."""

    id: str
    name: str
    filter: CaseFilter


def read_name(text: str) -> str:
    """Read the name of a saved filter. Raises InvalidInputError."""
    stripped = " ".join(text.split())
    if re.fullmatch(NAME, stripped) is None:
        raise InvalidInputError([Fault("/name", "invalid_filter_name")])
    return stripped
