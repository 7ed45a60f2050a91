"""The history of a target of the Swiss list: when it was listed, when it last changed, and whether it still stands."""

from __future__ import annotations

import datetime as dt

from lxml.etree import _Element as Element

from watchlists.sources.drafts import Draft
from watchlists.sources.xml_reader import children


def read_modifications(draft: Draft, element: Element, today: dt.date) -> bool:
    """Read when the target was listed and last changed, and tell whether it still stands on the day of the list.

    The latest modification counts, the first of those on one day; a de-listing that is yet to come does not.
    """
    state: tuple[dt.date, str] | None = None
    for modification in (found for owner in (element, *element) for found in children(owner, "modification")):
        kind = modification.get("modification-type") or ""
        days = [_read_day(modification.get(f"{name}-date")) for name in ("effective", "publication", "enactment")]
        day = next(filter(None, days), None)
        if day is None:
            draft.keep("modification", kind)
            day = dt.date.min
        elif kind == "listed":
            draft.listed_on = min(day, draft.listed_on or day)
        if kind == "de-listed" and day > today:
            continue
        if state is None or day > state[0]:
            state = (day, kind)
    if state is not None and state[0] > dt.date.min:
        draft.updated_on = state[0]
    return state is None or state[1] != "de-listed"


def _read_day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
