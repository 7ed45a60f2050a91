"""Read how long somebody who answers wants to be left alone."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER = 86400.0
"""Longest pause that anybody can ask for, in seconds."""
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def read_pause(text: str | None) -> float | None:
    """Read `Retry-After`, in seconds or as a date, as seconds from now, 0 to 86400; nonsense asks for nothing."""
    text = (text or "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max((moment - dt.datetime.now(dt.UTC)).total_seconds(), 0.0), MAX_RETRY_AFTER)
