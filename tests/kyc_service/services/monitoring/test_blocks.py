"""Blocks: a delta passes over whoever cannot match, and nobody who can, whatever happened to a box or its members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.monitoring.runs import Scope, Tally
from kyc_service.domain.personal import Personal
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.tenants import Tenant
from kyc_service.services.monitoring import chunks, comparing, planning
from kyc_service.services.retention import disposal
from kyc_service.services.runtime import Runtime
from kyc_service.storage.coverage import CoverageRows
from kyc_service.storage.coverage_blocks import Block
from kyc_service.storage.tables import coverage, monitoring_chunks
from tests.fixtures.watches import ACTOR, hits, latest, listed, monitor, onboard, publish, reread, tally
from watchlists.matching.sifting.sketches import sketch
from watchlists.model import Kind, Subject

NAMES = ("Jansen Fietsen B.V.", "Bakkerij De Vries", "Wijnhandel Peelen", "Aero-Caribbean")


@pytest.fixture
def covered(loaded_runtime: Runtime, tenant: Tenant) -> Runtime:
    """A service whose subjects were compared once, in blocks of two."""
    for number, name in enumerate(NAMES):
        onboard(loaded_runtime, tenant, f"shop-{number}", name)
    monitor(loaded_runtime, tenant)
    return loaded_runtime


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "CHUNK", 2)


def blocks(rt: Runtime, tenant: Tenant) -> tuple[Block, ...]:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        return work.monitoring.blocks.within("", "~")


def rows(rt: Runtime, tenant: Tenant) -> dict[str, Any]:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        return {row.subject_id: row for row in work.audit._tx.run(select(coverage))}


def id_of(rt: Runtime, tenant: Tenant, number: int) -> str:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        found = work.subjects.by_reference(f"shop-{number}")
    assert found is not None
    return found.id


def is_open(rt: Runtime, key_id: str | None) -> bool:
    assert key_id is not None
    return bool(rt.keys.alive([key_id]))


def boxes(rt: Runtime, tenant: Tenant) -> list[dict[str, bytes]]:
    return [dict(block.sketches.use("test")) for block in blocks(rt, tenant) if block.sketches]


def replace_sketches(rt: Runtime, tenant: Tenant, change: Callable[[bytes], bytes]) -> None:
    """Put other sketches into all boxes."""
    with rt.open_work(tenant.id, ACTOR) as work:
        for block in work.monitoring.blocks.within("", "~"):
            assert block.sketches is not None
            others = {subject_id: change(known) for subject_id, known in block.sketches.use("test").items()}
            assert work.monitoring.blocks.keep(block, Personal(others))


def note_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note whose data are read."""
    asked: list[str] = []
    read = CoverageRows.read
    monkeypatch.setattr(CoverageRows, "read", lambda self, ids: asked.extend(ids) or read(self, ids))
    return asked


def test_a_delta_writes_no_row_of_anybody_who_cannot_match(covered: Runtime, tenant: Tenant) -> None:
    before = rows(covered, tenant)
    publish(covered, add=(listed("Zyxel Quorum Fund", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4)
    assert rows(covered, tenant) == before
    assert {block.edition for block in blocks(covered, tenant)} == {2}
    with covered.open_work(tenant.id, ACTOR, read_only=True) as work:
        (one,) = work.monitoring.coverage.standings()
    assert (one.edition, one.subjects) == (2, 4)


def test_only_who_might_match_is_read(covered: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = note_reads(monkeypatch)
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4, alerts=1, pairs=1)
    assert asked == [id_of(covered, tenant, 0)]
    assert len(rows(covered, tenant)) == len({row.block_id for row in rows(covered, tenant).values()}) * 2


def test_a_pair_of_an_entry_that_went_ends_though_no_sketch_tells(covered: Runtime, tenant: Tenant) -> None:
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    monitor(covered, tenant)
    publish(covered, remove=("un:TST.001",), digest="b")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4, ended=1)


def test_who_is_restricted_leaves_the_box_and_is_compared_when_that_ends(covered: Runtime, tenant: Tenant) -> None:
    with covered.open_work(tenant.id, ACTOR) as work:
        subject_id = id_of(covered, tenant, 0)
        ground = work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="letter", subject_id=subject_id))
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=3, delta=3)
    assert sorted(len(box) for box in boxes(covered, tenant)) == [1, 2]
    assert rows(covered, tenant)[subject_id].edition == 1
    with covered.open_work(tenant.id, ACTOR) as work:
        work.grounds.end(ground)
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=1, delta=1, alerts=1, pairs=1)


def test_an_erased_subject_leaves_the_box_whose_key_is_destroyed(covered: Runtime, tenant: Tenant) -> None:
    gone = id_of(covered, tenant, 1)
    before = blocks(covered, tenant)
    (touched,) = [block for block in before if block.sketches and gone in block.sketches.use("test")]
    with covered.open_work(tenant.id, ACTOR, read_only=True) as work:
        subject = work.subjects.get(gone)
    done = _dispose(covered, tenant, subject.id)
    assert done
    after = {block.id: block for block in blocks(covered, tenant)}
    assert not is_open(covered, touched.key_id)
    assert is_open(covered, after[touched.id].key_id)
    left = after[touched.id].sketches
    assert left is not None
    assert gone not in left.use("test")
    others = [block for block in before if block.id != touched.id]
    assert all(after[block.id].version == block.version for block in others)
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=3, delta=3, alerts=1, pairs=1)


def _dispose(rt: Runtime, tenant: Tenant, subject_id: str) -> bool:
    with rt.open_work(tenant.id, ACTOR) as work:
        wiped = work.disposals.wipe(work.subjects.get(subject_id))
        work.disposals.add(
            new_id("disposal"), subject_id, Cause.DUE, {"key_ids": [*wiped.key_ids]}, deleted_at=work.now()
        )
    rt.keys.destroy(*wiped.key_ids)
    return bool(wiped.key_ids)


def test_a_disposal_destroys_the_key_of_the_box_with_the_subjects_own() -> None:
    names = disposal.erase.__code__.co_names + disposal._facts.__code__.co_names
    assert "destroy" in names
    assert "key_ids" in names


def test_a_box_without_its_key_is_made_anew_and_nobody_is_lost(covered: Runtime, tenant: Tenant) -> None:
    """As after a back-up was restored that is older than an erasure."""
    for block in blocks(covered, tenant):
        assert block.key_id is not None
        covered.keys.destroy(block.key_id)
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4, alerts=1, pairs=1)
    assert all(block.sketches for block in blocks(covered, tenant))
    publish(covered, add=(listed("Jansen Fietsen", 1), listed("Bakkerij De Vries", 2)), digest="b")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4, alerts=1, pairs=1)
    assert hits(covered, tenant, latest(covered, tenant, "shop-1"))


def test_a_row_that_an_earlier_version_of_the_service_wrote_stands_alone(covered: Runtime, tenant: Tenant) -> None:
    """It knows nothing of blocks: it writes another version of the subject beside the block that it stood in."""
    with covered.open_work(tenant.id, ACTOR) as work:
        table = coverage.c
        mine = (table.tenant_id == tenant.id, table.subject_id == id_of(covered, tenant, 0))
        work.audit._tx.run(update(coverage).where(*mine).values(block_version=0))
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4, alerts=1, pairs=1)


def test_many_who_have_to_be_looked_at_are_parted_by_their_blocks(
    covered: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "MOST_ALONE", 1)
    for block in blocks(covered, tenant):
        assert block.key_id is not None
        covered.keys.destroy(block.key_id)
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    run = monitor(covered, tenant)
    assert run is not None
    assert tally(covered, tenant, run) == Tally(due=4, delta=4, alerts=1, pairs=1)
    with covered.open_work(tenant.id, ACTOR, read_only=True) as work:
        found = work.audit._tx.run(select(monitoring_chunks.c.status).where(monitoring_chunks.c.run_id == run.id))
        assert sorted(found.scalars()) == ["done", "done", "split"]


def test_blocks_are_laid_anew_once_they_are_outgrown_and_nobody_is_due_for_it(covered: Runtime, tenant: Tenant) -> None:
    before = {block.id for block in blocks(covered, tenant)}
    publish(covered, add=(listed("Zyxel Quorum Fund", 1),), digest="a")
    monitor(covered, tenant)
    for number in range(4, 12):
        onboard(covered, tenant, f"shop-{number}", f"Kwekerij {number} Zonnebloem")
    monitor(covered, tenant)
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="b")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=12, delta=12, alerts=1, pairs=1)
    after = blocks(covered, tenant)
    assert len(after) == 6
    assert not before & {block.id for block in after}
    assert sum(len(block.sketches.use("test")) for block in after if block.sketches) == 12


def test_a_look_back_sifts_as_well_and_proves_nothing(covered: Runtime, tenant: Tenant) -> None:
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    monitor(covered, tenant)
    before = rows(covered, tenant), [block.edition for block in blocks(covered, tenant)]
    with covered.open_work(tenant.id, ACTOR) as work:
        newest = work.monitoring.editions.newest()
        assert newest is not None
        run = planning.plan(work, newest, Scope(since=1), dry=False, reason="look back")
    while chunks.work_on(covered, run.id):
        pass
    assert tally(covered, tenant, reread(covered, tenant, run)) == Tally(due=4, delta=4)
    assert (rows(covered, tenant), [block.edition for block in blocks(covered, tenant)]) == before


def test_everybody_anew_keeps_the_sketches_that_are_good(
    covered: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [(block.id, block.version) for block in blocks(covered, tenant)]
    with covered.open_work(tenant.id, ACTOR) as work:
        newest = work.monitoring.editions.newest()
        assert newest is not None
        run = planning.plan(work, newest, Scope(everything=True), dry=False, reason="in doubt")
    monkeypatch.setattr(comparing, "sketch", None)
    while chunks.work_on(covered, run.id):
        pass
    assert tally(covered, tenant, reread(covered, tenant, run)) == Tally(due=4, screened=4)
    assert [(block.id, block.version) for block in blocks(covered, tenant)] == before
    assert {row.block_version for row in rows(covered, tenant).values()} == {1}


def test_everybody_anew_reads_only_who_might_match_or_has_a_pair(
    covered: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(covered, add=(listed("Jansen Fietsen", 1),), digest="a")
    monitor(covered, tenant)
    asked = note_reads(monkeypatch)
    with covered.open_work(tenant.id, ACTOR) as work:
        newest = work.monitoring.editions.newest()
        assert newest is not None
        run = planning.plan(work, newest, Scope(everything=True), dry=False, reason="in doubt")
    while chunks.work_on(covered, run.id):
        pass
    assert tally(covered, tenant, reread(covered, tenant, run)) == Tally(due=4, screened=4)
    assert sorted(asked) == sorted([id_of(covered, tenant, 0), id_of(covered, tenant, 3)])


def test_everybody_by_the_calendar_is_read_and_a_wrong_sketch_is_made_good(
    covered: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sketch of somebody else would hide who it stands for; only this run can find that."""
    right = boxes(covered, tenant)
    somebody = sketch(Subject(kind=Kind.PERSON, names=("Quirijn",)))
    replace_sketches(covered, tenant, lambda _: somebody)
    asked = note_reads(monkeypatch)
    monkeypatch.setattr(planning, "CALENDAR_EVERY", dt.timedelta(0))
    assert tally(covered, tenant, monitor(covered, tenant)).screened == 4
    assert sorted(asked) == sorted(id_of(covered, tenant, number) for number in range(4))
    assert boxes(covered, tenant) == right


def test_sketches_of_an_earlier_release_are_made_anew(
    covered: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = boxes(covered, tenant)
    replace_sketches(covered, tenant, lambda known: bytes([known[0] ^ 1]) + known[1:])
    asked = note_reads(monkeypatch)
    publish(covered, add=(listed("Zyxel Quorum Fund", 1),), digest="a")
    assert tally(covered, tenant, monitor(covered, tenant)) == Tally(due=4, delta=4)
    assert len(asked) == 4
    assert boxes(covered, tenant) == right
