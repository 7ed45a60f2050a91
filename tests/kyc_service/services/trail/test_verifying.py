"""Verifying over real databases: somebody who owns the database, and not the keys, changes it; the place is named."""
# ruff: noqa: S608 - the statements are this test's own words

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.sealing import Sealer
from kyc_service.services.trail.verifying import verify
from tests.fixtures.databases import add_tenant
from tests.fixtures.parties import start

ENTRIES = 12
ROUNDS = 40


@contextmanager
def as_owner(rt: Runtime) -> Iterator[Connection]:
    """Act on the database with no guard in the way."""
    with rt.database._engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
            for name in connection.exec_driver_sql(triggers).scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection


def fill(rt: Runtime) -> None:
    with as_owner(rt) as owner:
        owner.exec_driver_sql("DELETE FROM audit")
        owner.exec_driver_sql("DELETE FROM audit_chain")
    rt.settings.audit_heads_file.unlink(missing_ok=True)
    with rt.open_system("tester") as system:
        for number in range(ENTRIES):
            system.audit.append("test.entry", "done", details={"number": number})
    Sealer(rt).seal()


def seq_at(owner: Connection, position: int) -> int:
    return int(owner.exec_driver_sql(f"SELECT seq FROM audit_chain WHERE position = {position}").scalar_one())


def edit(owner: Connection, dice: random.Random) -> int:
    at = dice.randint(1, ENTRIES)
    column = dice.choice(["actor", "op", "outcome", "subject_id", "mac"])
    owner.exec_driver_sql(f"UPDATE audit SET {column} = 'changed' WHERE seq = {seq_at(owner, at)}")
    return at


def relink(owner: Connection, dice: random.Random) -> int:
    at = dice.randint(1, ENTRIES)
    column, other = dice.choice(["hash", "seal"]), at % ENTRIES + 1
    value = f"SELECT {column} FROM audit_chain WHERE position = {other}"
    owner.exec_driver_sql(f"UPDATE audit_chain SET {column} = ({value}) WHERE position = {at}")
    return at


def insert(owner: Connection, dice: random.Random) -> int:
    """Put a copy of an entry in the place of another, and let that and all that follow make room."""
    at = dice.randint(1, ENTRIES)
    low = seq_at(owner, at)
    for table in ("audit", "audit_chain"):
        owner.exec_driver_sql(f"UPDATE {table} SET seq = -seq - 1 WHERE seq >= {low}")
        owner.exec_driver_sql(f"UPDATE {table} SET seq = -seq WHERE seq < 0")
    owner.exec_driver_sql(
        "INSERT INTO audit (seq, tenant_id, at, actor, op, outcome, rule_ids, details, mac) "
        f"SELECT {low}, tenant_id, at, actor, op, outcome, rule_ids, details, mac FROM audit WHERE seq = {low + 1}"
    )
    return at


def reorder(owner: Connection, dice: random.Random) -> int:
    left, right = sorted(dice.sample(range(1, ENTRIES + 1), 2))
    one, other = seq_at(owner, left), seq_at(owner, right)
    for old, new in ((one, -1), (other, one), (-1, other)):
        owner.exec_driver_sql(f"UPDATE audit SET seq = {new} WHERE seq = {old}")
    return left


def cut(owner: Connection, dice: random.Random) -> int:
    start = dice.randint(1, ENTRIES)
    end = dice.randint(start, ENTRIES)
    numbers = f"(SELECT seq FROM audit_chain WHERE position BETWEEN {start} AND {end})"
    kind = dice.randrange(3)
    if kind != 1:
        owner.exec_driver_sql(f"DELETE FROM audit WHERE seq IN {numbers}")
    if kind:
        owner.exec_driver_sql(f"DELETE FROM audit_chain WHERE position BETWEEN {start} AND {end}")
    return start


@pytest.mark.parametrize("attack", [edit, relink, insert, reorder, cut], ids=lambda attack: str(attack.__name__))
def test_what_the_owner_of_the_database_does_is_found_at_its_position(
    bare_runtime: Runtime, attack: Callable[[Connection, random.Random], int]
) -> None:
    dice = random.Random(attack.__name__)
    for number in range(ROUNDS):
        fill(bare_runtime)
        assert verify(bare_runtime).fault is None
        with as_owner(bare_runtime) as owner:
            expected = attack(owner, dice)
        found = verify(bare_runtime)
        assert found.fault is not None, f"attack {number} was not found"
        assert (found.fault.position, found.sealed) == (expected, expected - 1), f"attack {number}: {found.fault}"


def test_a_chain_put_back_from_an_older_state_does_not_reach_the_head(bare_runtime: Runtime) -> None:
    fill(bare_runtime)
    with as_owner(bare_runtime) as owner:
        last = seq_at(owner, ENTRIES)
        owner.exec_driver_sql(f"DELETE FROM audit WHERE seq = {last}")
        owner.exec_driver_sql(f"DELETE FROM audit_chain WHERE seq = {last}")
    fault = verify(bare_runtime).fault
    assert fault is not None
    assert (fault.position, fault.kind) == (ENTRIES, "cut")


def test_a_copy_of_the_heads_kept_elsewhere_shows_a_cut_that_the_files_here_do_not(
    bare_runtime: Runtime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fill(bare_runtime)
    path = bare_runtime.settings.audit_heads_file
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "heads.jsonl"
    elsewhere.write_bytes(path.read_bytes())
    with as_owner(bare_runtime) as owner:
        owner.exec_driver_sql(f"DELETE FROM audit WHERE seq >= {seq_at(owner, 5)}")
        owner.exec_driver_sql("DELETE FROM audit_chain WHERE position >= 5")
    path.unlink()
    Sealer(bare_runtime).seal()
    assert verify(bare_runtime).fault is None
    fault = verify(bare_runtime, [elsewhere]).fault
    assert fault is not None
    assert (fault.position, fault.kind) == (5, "cut")


def test_the_chain_holds_after_a_subject_was_erased(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    tenant = add_tenant(rt.database, "Erasing Marketplace")
    with rt.open_work(tenant.id, "tester") as work:
        story = start(work)
        work.audit.append("subject.read", "done", subject_id=story.business.id)
    Sealer(rt).seal()
    rt.keys.destroy(story.business.key_id)
    with rt.database._engine.begin() as connection:
        for table in ("personal_records", "blind_index"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    with rt.open_work(tenant.id, "tester") as work:
        work.audit.append("subject.erased", "done", subject_id=None)
    Sealer(rt).seal()
    found = verify(rt)
    assert (found.fault, found.sealed) == (None, 2)


@pytest.mark.parametrize("statement", ["UPDATE audit_chain SET seq = 99", "DELETE FROM audit_chain"])
def test_the_database_itself_refuses_to_change_a_link(bare_runtime: Runtime, statement: str) -> None:
    with bare_runtime.open_system("tester") as system:
        system.audit.append("test.entry", "done")
    Sealer(bare_runtime).seal()
    refused = pytest.raises(Exception, match=r"append only|refused a row")
    with refused, bare_runtime.database._engine.begin() as connection:
        connection.exec_driver_sql(statement)


UNREAD = {
    "sqlite": [
        ("at", "'yesterday'"),
        ("at", "substr(at, 1, 10) || 'T' || substr(at, 12)"),
        ("actor", "X'FF'"),
        ("actor", "CAST(X'C328' AS TEXT)"),
        ("details", "'{'"),
        ("mac", "mac || char(955)"),
        ("mac", "CAST(X'C328' AS TEXT)"),
    ],
    "postgresql": [("at", "'infinity'"), ("at", "'0044-03-15 BC'"), ("mac", "mac || chr(955)")],
}
RESPELLED = [
    ("details", "5"),
    ("details", "[]"),
    ("details", '{"number": 9, "number": 4}'),
    ("details", '{"number":4}'),
    ("rule_ids", "{}"),
    ("rule_ids", "null"),
]


def test_a_value_that_cannot_be_read_or_is_spelled_otherwise_is_named_like_every_other(bare_runtime: Runtime) -> None:
    kind = bare_runtime.database._engine.dialect.name
    fill(bare_runtime)
    for column, value in [*UNREAD[kind], *((column, f"'{text}'") for column, text in RESPELLED)]:
        with as_owner(bare_runtime) as owner:
            at = seq_at(owner, 5)
            owner.exec_driver_sql("CREATE TEMP TABLE kept AS SELECT * FROM audit")
            owner.exec_driver_sql(f"UPDATE audit SET {column} = {value} WHERE seq = {at}")
        fault = verify(bare_runtime).fault
        with as_owner(bare_runtime) as owner:
            owner.exec_driver_sql("DELETE FROM audit")
            owner.exec_driver_sql("INSERT INTO audit SELECT * FROM kept")
            owner.exec_driver_sql("DROP TABLE kept")
        assert fault is not None, (column, value)
        assert (fault.position, fault.kind) == (5, "changed"), (column, value)
    assert verify(bare_runtime).fault is None


def test_a_waiting_entry_whose_mac_cannot_be_read_is_named(bare_runtime: Runtime) -> None:
    fill(bare_runtime)
    with bare_runtime.open_system("tester") as system:
        system.audit.append("test.entry", "done")
    spoilt = "CAST(X'C328' AS TEXT)" if bare_runtime.database._engine.dialect.name == "sqlite" else "chr(955)"
    with as_owner(bare_runtime) as owner:
        owner.exec_driver_sql(f"UPDATE audit SET mac = {spoilt} WHERE seq NOT IN (SELECT seq FROM audit_chain)")
    fault = verify(bare_runtime).fault
    assert fault is not None
    assert (fault.position, fault.kind) == (ENTRIES + 1, "inserted")


def test_an_entry_below_every_number_hides_from_nobody(bare_runtime: Runtime) -> None:
    fill(bare_runtime)
    columns = "tenant_id, at, actor, op, outcome, rule_ids, details, mac"
    with as_owner(bare_runtime) as owner:
        owner.exec_driver_sql(
            f"INSERT INTO audit (seq, {columns}) SELECT -5, {columns} FROM audit WHERE op = op LIMIT 1"
        )
    fault = verify(bare_runtime).fault
    assert fault is not None
    assert (fault.position, fault.kind, fault.seq) == (1, "inserted", -5)
    with as_owner(bare_runtime) as owner:
        owner.exec_driver_sql(
            "INSERT INTO audit_chain (position, seq, mac, hash, seal) "
            "SELECT -5, -5, 'other', hash, seal FROM audit_chain WHERE position = 1"
        )
    fault = verify(bare_runtime).fault
    assert fault is not None
    assert (fault.position, fault.kind) == (1, "rewritten")


def copy_and_seal(rt: Runtime) -> None:
    """Let the sealer itself seal a copy: it knows an entry that it sealed before by the MAC in the chain."""
    columns = "tenant_id, at, actor, op, outcome, rule_ids, details, mac"
    with as_owner(rt) as owner:
        at = seq_at(owner, 3)
        owner.exec_driver_sql("UPDATE audit_chain SET mac = 'other' WHERE position = 3")
        owner.exec_driver_sql(f"INSERT INTO audit ({columns}) SELECT {columns} FROM audit WHERE seq = {at}")
    assert Sealer(rt).seal() == 1


def test_a_copy_that_the_sealer_was_made_to_seal_is_found(bare_runtime: Runtime) -> None:
    fill(bare_runtime)
    copy_and_seal(bare_runtime)
    fault = verify(bare_runtime).fault
    assert fault is not None
    assert (fault.position, fault.kind) == (3, "rewritten")


def test_a_copy_is_found_also_where_the_table_no_longer_refuses_two_of_a_mac(bare_runtime: Runtime) -> None:
    fill(bare_runtime)
    copy_and_seal(bare_runtime)
    with as_owner(bare_runtime) as owner:
        drop_rules(owner)
        owner.exec_driver_sql(
            "UPDATE audit_chain SET mac = (SELECT mac FROM audit WHERE audit.seq = audit_chain.seq) WHERE position = 3"
        )
    try:
        fault = verify(bare_runtime).fault
        assert fault is not None
        assert (fault.position, fault.kind) == (ENTRIES + 1, "inserted")
    finally:
        with as_owner(bare_runtime) as owner:
            owner.exec_driver_sql("DELETE FROM audit_chain")
            if owner.dialect.name == "postgresql":
                owner.exec_driver_sql("ALTER TABLE audit_chain ADD CONSTRAINT uq_audit_chain_mac UNIQUE (mac)")


def drop_rules(owner: Connection) -> None:
    """Let the chain hold a MAC twice."""
    if owner.dialect.name == "postgresql":
        owner.exec_driver_sql("ALTER TABLE audit_chain DROP CONSTRAINT uq_audit_chain_mac")
        return
    owner.exec_driver_sql("CREATE TABLE other AS SELECT * FROM audit_chain")
    owner.exec_driver_sql("DROP TABLE audit_chain")
    owner.exec_driver_sql("ALTER TABLE other RENAME TO audit_chain")
