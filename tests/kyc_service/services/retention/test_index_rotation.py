"""The blind index gets a new key while it is searched, and the old key is destroyed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import SubjectErasedError, SubjectMismatchError
from kyc_service.services import subjects
from kyc_service.services.retention import index_rotation
from kyc_service.services.runtime import Runtime
from kyc_service.storage import index_keys
from kyc_service.storage.tables import blind_index
from tests.fixtures.relationships import take_in
from tests.fixtures.runtimes import person, submission

LATER = dt.timedelta(days=31)


def rows(rt: Runtime) -> dict[tuple[str, str], tuple[str, int]]:
    with rt.database._engine.begin() as connection:
        found = connection.execute(select(blind_index)).all()
    return {(row.subject_id, row.name): (row.digest, row.key_version) for row in found}


def is_recognised(rt: Runtime, tenant: Tenant) -> bool:
    """Whether the same business comes back as itself, with its person, and another one does not."""
    with rt.open_work(tenant.id, "tester") as work:
        business, people = subjects.register(
            work, rt.policy, submission("shop-1", "Jansen", person("Jan", "1980-01-01"))
        )
        with pytest.raises(SubjectMismatchError):
            subjects.register(work, rt.policy, submission("shop-1", "Pietersen"))
        return business.version > 1 and len(work.subjects.people_of(business.id, active_only=False)) == len(people) == 1


@pytest.fixture
def known(bare_runtime: Runtime, tenant: Tenant) -> Runtime:
    """A business with a person, as it was written before keys were replaced."""
    rt = bare_runtime
    with rt.open_work(tenant.id, "tester") as work:
        business, people = subjects.register(
            work, rt.policy, submission("shop-1", "Jansen", person("Jan", "1980-01-01"))
        )
        texts = {business.id: {"name": "jansen"}, people[0].id: {"person": "jan|19800101"}}
    with rt.database._engine.begin() as connection:
        for subject_id, identity in texts.items():
            for name, text in identity.items():
                digest = rt.keys.index(text, f"blind_index:{tenant.id}:{name}", index_keys.FIRST)
                mine = (blind_index.c.subject_id == subject_id, blind_index.c.name == name)
                connection.execute(update(blind_index).where(*mine).values(digest=digest, key_version=index_keys.FIRST))
    return rt


def test_rows_from_before_are_recognised_and_made_anew(known: Runtime, tenant: Tenant) -> None:
    assert index_rotation.state(known).waiting == 2
    assert index_rotation.rekey(known, 9) == 2
    state = index_rotation.state(known)
    assert (state.version, state.waiting, state.destroyed) == (1, 0, 0)
    assert index_rotation.rekey(known, 9) == 0
    assert is_recognised(known, tenant)


def test_searches_work_before_during_and_after(known: Runtime, tenant: Tenant) -> None:
    rt = known
    take_in(rt, tenant, "shop-2", people=3)
    before = rows(rt)
    version = index_rotation.replace_key(rt)
    assert is_recognised(rt, tenant)
    assert index_rotation.rekey(rt, 1) == 1
    assert version in {key_version for _, key_version in rows(rt).values()}
    assert index_rotation.state(rt).waiting > 0
    assert is_recognised(rt, tenant)
    while index_rotation.rekey(rt, 1):
        pass
    after = rows(rt)
    assert {key_version for _, key_version in after.values()} == {version}
    assert not {digest for digest, _ in before.values()} & {digest for digest, _ in after.values()}
    assert is_recognised(rt, tenant)


def test_a_key_is_replaced_in_time_and_destroyed_only_when_nothing_uses_it(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = bare_runtime
    take_in(rt, tenant)
    now = dt.datetime.now(dt.UTC)
    assert index_rotation.rotate(rt, now=now).version == 1
    with monkeypatch.context() as patch:
        patch.setattr(index_rotation, "rekey", lambda *_: 0)
        waiting = index_rotation.rotate(rt, now=now + LATER)
        assert (waiting.version, waiting.waiting > 0, waiting.destroyed) == (2, True, 0)
    fresh = index_rotation.rotate(rt, now=now + dt.timedelta(minutes=1))
    assert (fresh.version, fresh.waiting, fresh.destroyed) == (2, 0, 0)
    assert index_rotation.rotate(rt, now=now + dt.timedelta(minutes=6)).destroyed == 1
    with pytest.raises(SubjectErasedError):
        rt.keys.index("text", "context", 1)
    assert rt.keys.index("text", "context", 2)


def test_a_change_that_comes_between_is_not_overwritten(known: Runtime, tenant: Tenant) -> None:
    rt = known
    with rt.open_work(tenant.id, "tester") as work:
        subject = work.subjects.by_reference("shop-1")
        assert subject is not None
        work.subjects.replace(subject.id, {}, {"name": "anothername"})
        work.subjects.reindex(subject.id, {"name": "jansen"}, rt.keys.index_keys.current())
        assert work.subjects.matches_identity(subject.id, {"name": "anothername"}) == {"name": True}
