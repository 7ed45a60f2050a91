"""What one submission costs in processor time and in statements: taken in by the API, then run by a worker.

In one process on SQLite, without a server and without a queue, so that what is counted is this project's own work.
Sealing the audit happens elsewhere and later; what it costs is shown for each entry. The cost of `GET /healthz` through
the same application is the yardstick. Prints one JSON object.

    .venv/bin/python benchmarks/submission.py
    .venv/bin/python benchmarks/submission.py postgresql://kyc@/bench    # an empty database, for a role that owns it

On PostgreSQL it is done with row-level security and without, turn by turn, and milliseconds are those of a clock too.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from kyc_service import logs
from kyc_service.app import create_app
from kyc_service.bootstrap import build
from kyc_service.domain.tenants import Scope
from kyc_service.services import access, verifications
from kyc_service.services.lists import loading
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.sealing import Sealer
from kyc_service.services.trail.verifying import verify
from kyc_service.settings import Settings
from kyc_service.storage.migrate import guard, upgrade

WARM_UP = 20
SUBMISSIONS = 200
TURNS = 2


def main() -> None:
    """Measure and print."""
    logs.configure("error")
    with tempfile.TemporaryDirectory(prefix="kyc-bench-") as folder:
        address = {"DATABASE_URL": sys.argv[1]} if sys.argv[1:] else {}
        settings = Settings.from_env({"KYC_DATA_DIR": folder, "KYC_RATE_LIMIT": "1000000", **address})
        upgrade(settings.database_url.reveal())
        rt = build(settings)
        loading.load_bundled(rt)
        rt.screeners.current()
        with rt.open_system("bench") as system:
            tenant = access.create_tenant(system, rt.policy, "Bench", obliged_entity=False, home_region="EU")
            _, token = access.create_key(system, tenant.id, "bench", [Scope.ONBOARDING])
        client = create_app(rt).test_client()

        def submit(number: int) -> str:
            headers = {"Authorization": f"Bearer {token.reveal()}", "Idempotency-Key": uuid.uuid4().hex}
            return str(client.post("/v1/verifications", json=business(number), headers=headers).json["id"])

        for number in range(WARM_UP):
            verifications.run(rt, submit(number))
        made: list[str] = []

        def measure() -> dict[str, dict[str, float]]:
            made.clear()
            return {
                "healthz": count(lambda _: client.get("/healthz")),
                "accept": count(lambda number: made.append(submit(number))),
                "run": count(lambda number: verifications.run(rt, made[number])),
            }

        found: dict[str, object] = {**measure()}
        for turn in range(TURNS if address else 0):
            for wall in ("without", "with"):
                guard(sys.argv[1], lifted=wall == "without")
                found[f"{wall}_row_security_{turn + 1}"] = measure()
        found["seal"] = count_sealing(rt)
        rt.close()
    print(json.dumps({"benchmark": "submission", "parties": 3, **found}))


def business(number: int) -> dict[str, Any]:
    """A business on no list, with a contact and a director: three parties to screen."""
    return {
        "reference": uuid.uuid4().hex,
        "role": "seller",
        "business": {"name": "Jansen Fietsen B.V.", "registration": {"number": f"{number:08}", "country": "NL"}},
        "contact": {"name": "Pieter Jansen"},
        "people": [{"role": "director", "name": "Anna de Wit", "date_of_birth": "1980-02-03"}],
    }


def count(step: Callable[[int], object]) -> dict[str, float]:
    """Do a step often; return milliseconds of processor time and statements for each, begin and commit left out."""
    statements = 0

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal statements
        statements += not statement.startswith(("BEGIN", "PRAGMA"))

    event.listen(Engine, "before_cursor_execute", see)
    began, clock = time.process_time(), time.perf_counter()
    for number in range(SUBMISSIONS):
        step(number)
    spent, passed = time.process_time() - began, time.perf_counter() - clock
    event.remove(Engine, "before_cursor_execute", see)
    per = 1000 / SUBMISSIONS
    return {
        "cpu_ms": round(spent * per, 2),
        "ms": round(passed * per, 2),
        "statements": round(statements / SUBMISSIONS, 1),
    }


def count_sealing(rt: Runtime) -> dict[str, float]:
    """Seal the audit of all those submissions, verify it; return processor time of each for an entry, microseconds."""
    began = time.process_time()
    entries = Sealer(rt).seal()
    sealed = time.process_time()
    if verify(rt).fault is not None:
        message = "the chain does not hold"
        raise RuntimeError(message)
    verified = time.process_time()
    return {
        "entries": entries,
        "seal_us": round((sealed - began) / entries * 1e6, 1),
        "verify_us": round((verified - sealed) / entries * 1e6, 1),
    }


if __name__ == "__main__":
    main()
