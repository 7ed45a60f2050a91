"""How long it takes to follow the chain of an audit: `kyc audit verify` over 1,000,000 entries, by the service's code.

Entries are written, sealed and signed as the service does, by half a dozen tenants, some about a subject, a
verification or a case, with rules and details as they are in the daily work. What is timed is the verification
alone, the way the command does it; the yardstick is the hashing alone that it cannot do without: two HMACs and a
SHA-256 for each entry over as many bytes, and nothing else. Prints one JSON object.

    .venv/bin/python benchmarks/audit.py
    .venv/bin/python benchmarks/audit.py postgresql://kyc@/bench     # an empty database, for a role that owns it
    .venv/bin/python benchmarks/audit.py --entries 100000

The database is made in a temporary folder (`TMPDIR`), some 900 MB for a million entries.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import resource
import tempfile
import time
import uuid

from kyc_service import logs
from kyc_service.bootstrap import build
from kyc_service.services import access
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.sealing import Sealer
from kyc_service.services.trail.verifying import verify
from kyc_service.settings import Settings
from kyc_service.storage.migrate import upgrade

TENANTS = 6
AT_ONCE = 5_000
"""Entries of one transaction."""
ROUNDS = 2
CONTENT = 420
"""Bytes of an entry's content, about."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", help="an empty PostgreSQL database; else SQLite")
    parser.add_argument("--entries", type=int, default=1_000_000)
    chosen = parser.parse_args()
    logs.configure("error")
    with tempfile.TemporaryDirectory(prefix="kyc-bench-") as folder:
        address = {"DATABASE_URL": chosen.address} if chosen.address else {}
        settings = Settings.from_env({"KYC_DATA_DIR": folder, **address})
        upgrade(settings.database_url.reveal())
        rt = build(settings)
        began = time.process_time()
        fill(rt, chosen.entries)
        filled = time.process_time()
        sealed = Sealer(rt).seal()
        spent = {"write_cpu_s": filled - began, "seal_cpu_s": time.process_time() - filled}
        rounds = [follow(rt, sealed) for _ in range(ROUNDS)]
        rt.close()
    found = {
        "benchmark": "audit",
        "database": "postgresql" if chosen.address else "sqlite",
        "entries": sealed,
        "verify_s": [round(clock, 1) for clock, _ in rounds],
        "verify_cpu_s": [round(spent, 1) for _, spent in rounds],
        "yardstick_cpu_s": round(hash_alone(sealed), 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **{name: round(seconds, 1) for name, seconds in spent.items()},
    }
    print(json.dumps(found))


def fill(rt: Runtime, entries: int) -> None:
    """Write entries of several tenants, as submissions, cases and looks make them."""
    with rt.open_system("bench") as system:
        tenants = [
            access.create_tenant(system, rt.policy, f"Bench {number}", obliged_entity=False, home_region="EU").id
            for number in range(TENANTS)
        ]
    written = 0
    while written < entries:
        some = min(AT_ONCE, entries - written)
        with rt.open_work(tenants[written // AT_ONCE % TENANTS], f"key:{uuid.uuid4()}") as work:
            for number in range(some):
                ids = {"verification_id": f"ver_{uuid.uuid4()}", "subject_id": f"sub_{uuid.uuid4()}"}
                proofs = work.audit._tx.proofs  # noqa: SLF001 - as of what a submission has just written itself
                proofs.update(dict.fromkeys(ids.values(), uuid.uuid4().hex * 2))
                if number % 2:
                    work.audit.append("verification.moved", "clear", **ids)
                else:
                    details = {"hit_id": f"hit_{uuid.uuid4()}", "reason_code": "name_only", "toolkit": number}
                    about = {**ids, "case_id": f"cas_{uuid.uuid4()}"}
                    work.audit.append("hit.disposed", "false_positive", **about, rule_ids=["R-12"], details=details)
        written += some


def follow(rt: Runtime, expected: int) -> tuple[float, float]:
    """Verify; return seconds by the clock, and of this process."""
    clock, spent = time.perf_counter(), time.process_time()
    found = verify(rt)
    if found.fault is not None or found.sealed != expected:
        message = f"the chain does not hold: {found}"
        raise RuntimeError(message)
    return time.perf_counter() - clock, time.process_time() - spent


def hash_alone(entries: int) -> float:
    """Do only what no verification can leave out; return seconds of processor time."""
    content, link, key = bytes(CONTENT), bytes(40), bytes(32)
    began = time.process_time()
    for _ in range(entries):
        hmac.digest(key, content, "sha256")
        hmac.digest(key, link, "sha256")
        hashlib.sha256(content + link)
    return time.process_time() - began


if __name__ == "__main__":
    main()
