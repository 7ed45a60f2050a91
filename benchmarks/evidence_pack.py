"""How long a pack takes, and how much memory: one of 3 hits and 12 checks, beside a yardstick of the same run.

    python benchmarks/evidence_pack.py

Prints one JSON object. The yardstick is SHA-256 over 64 MiB, in the same process.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import resource
import sys
import time
from typing import Any

from kyc_service.services.packs import envelope, printing

_ROUNDS = 5
_ENTRY = {
    "id": "un:QDi.006",
    "source": "un",
    "kind": "person",
    "caption": "MADE UP NAME",
    "names": [{"value": f"Made Up Name {number}", "kind": "strong"} for number in range(12)],
    "birth_dates": ["1951-06-19"],
    "countries": ["NL"],
    "topics": ["sanction"],
    "programmes": ["SDGT"],
    "listed_on": "2001-01-25",
    "reasons": ["A remark of the publisher, as long as they are. " * 6],
    "relations": [],
    "url": None,
}
_PIECE = {"noun": "name", "ours": "Made Up", "theirs": "MADE UP", "reason": "same name, other case", "effect": 0.9}


def main() -> None:
    """Measure, and print."""
    content = make_content()
    begin = time.process_time()
    hashlib.sha256(bytes(64 * 1024 * 1024)).hexdigest()
    yardstick = time.process_time() - begin
    spent = []
    pages = size = 0
    for _ in range(_ROUNDS):
        begin = time.process_time()
        printed = printing.write(content, envelope.digest_of(content))
        spent.append(time.process_time() - begin)
        pages, size = printed.pages, len(printed.file)
    found = {
        "pages": pages,
        "pdf_bytes": size,
        "json_bytes": len(envelope.canonical(content)),
        "first_seconds": round(spent[0], 2),
        "median_seconds": round(sorted(spent)[_ROUNDS // 2], 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "yardstick_seconds": round(yardstick, 3),
    }
    sys.stdout.write(json.dumps(found) + "\n")


def make_content() -> dict[str, Any]:
    """Make the content of a pack with names in four scripts."""
    now = dt.datetime(2026, 11, 26, tzinfo=dt.UTC).isoformat()
    who = {"id": "key_1", "name": "Somebody"}
    names = ["Jansen Fietsen B.V.", "محمد بن علي", "王小明", "Владимир Иванов"]
    return {
        "pack": {"id": "evp_1", "made_at": now, "requested_by": who, "deleted_at": now},
        "verification": {
            **dict.fromkeys(("reason", "completed_at", "case_outcome", "assignee")),
            "id": "ver_1",
            "reference": "shop-1",
            "trigger": "onboarding",
            "status": "review",
            "flags": [],
            "created_at": now,
            "coverage": "complete",
            "policy_version": "1",
            "case_id": "cas_1",
            "case_status": "new",
        },
        "configuration": {
            "service_version": "0",
            "matcher_version": "5",
            "policy": {"id": "p", "version": "1", "sha256": "ab" * 32},
            "risk_table": None,
        },
        "parties": [
            {
                "id": f"sub_{number}",
                "kind": "person",
                "role": "director",
                "status": "active",
                "restricted": False,
                "details": {"person.name": name, "person.date_of_birth": "1980-02-03"},
            }
            for number, name in enumerate(names)
        ],
        "lists": {
            "compared": [
                {"source": "un", "digest": "ab" * 32, "published": "2026-02-27"}
                | {"confirmed_at": now, "fresh": True, "required": True, "parser": "1"}
            ]
            * 5,
            "missing": [],
        },
        "checks": [
            {
                "id": f"chk_{number}",
                "subject_id": f"sub_{number % 4}",
                "kind": "screening",
                "source": None,
                "status": "attention",
                "reason": None,
                "required": True,
                "attempt": 1,
                "register": None,
                "screening": {"matcher_version": "5", "code_version": "0", "threshold": 0.7, "profile": None},
            }
            for number in range(12)
        ],
        "hits": [
            {
                "id": f"hit_{number}",
                "subject_id": f"sub_{number}",
                "entry_id": "un:X",
                "source": "un",
                "list_digest": "ab" * 32,
                "score": 0.93,
                "status": "open",
                "reason_code": None,
                "restricted": False,
                "answered_by": None,
                "note": None,
                "entry": _ENTRY,
                "listings": [],
                "evidence": [_PIECE] * 4,
            }
            for number in range(3)
        ],
        "ownership": None,
        "risk": None,
        "decisions": [],
        "timeline": [{"seq": one, "at": now, "by": who, "op": "case.opened", "outcome": "done"} for one in range(20)],
        "audit": {
            "key": "ab" * 32,
            "how": "How to check.",
            "left_out": False,
            "entries": [{"seq": one, "position": one, "hash": "ab" * 32} for one in range(20)],
        },
    }


if __name__ == "__main__":
    main()
