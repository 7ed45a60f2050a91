"""Ids: a random UUID behind a short prefix that says what it names, as `ver_3f0c...`."""

from __future__ import annotations

import re
import uuid

PREFIXES = {
    "tenant": "ten",
    "api_key": "key",
    "subject": "sub",
    "verification": "ver",
    "check": "chk",
    "hit": "hit",
    "pair": "alw",
    "profile": "prf",
    "risk_table": "rkt",
    "rating": "rkr",
    "override": "rko",
    "policy": "pol",
    "case": "cas",
    "event": "evt",
    "delivery": "dlv",
    "endpoint": "whe",
    "disclosure": "dis",
    "addressee": "adr",
    "ground": "grd",
    "handover": "hnd",
    "suspicion": "sus",
    "request": "req",
    "message": "msg",
    "public_source": "src",
    "notice": "ntc",
    "hold": "hld",
    "disposal": "dsp",
    "account": "acc",
    "invitation": "inv",
    "session": "ses",
    "case_request": "ask",
    "note": "nte",
    "template": "tpl",
    "attachment": "att",
    "filter": "flt",
    "evidence_pack": "evp",
    "webhook_secret": "whs",
    "try": "try",
    "run": "run",
    "block": "blk",
}
_SHAPE = re.compile(r"[a-z]{3}_[0-9a-f]{32}", re.ASCII)


def new_id(noun: str) -> str:
    """Make an id for a noun of `PREFIXES`."""
    return f"{PREFIXES[noun]}_{uuid.uuid4().hex}"


def parse_id(noun: str, text: str) -> str | None:
    """Return the canonical form of an id of this noun, or None. Upper case is accepted as equal."""
    lowered = text.lower() if len(text) <= 64 else ""  # noqa: PLR2004 - longer is no id
    if _SHAPE.fullmatch(lowered) is None or not lowered.startswith(PREFIXES[noun] + "_"):
        return None
    return lowered
