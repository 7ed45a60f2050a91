"""A refused version is kept aside; a person looks at it, compares it and uses it, or a good one comes."""

from __future__ import annotations

import dataclasses

import pytest

from kyc_service.errors import ConflictError, InvalidInputError, NotFoundError
from kyc_service.services.lists import loading, refusals, standing
from kyc_service.services.runtime import Runtime
from kyc_service.storage.list_refusals import RefusalStatus
from tests.fixtures.runtimes import small_version
from watchlists.errors import ListRefusedError
from watchlists.versions import ListVersion

REASON = "The Council announced the delistings."


@pytest.fixture
def refused(loaded_runtime: Runtime) -> ListVersion:
    """A version with one entry less, refused."""
    old = small_version("un")
    version = dataclasses.replace(old, digest="ab" * 32, entries=old.entries[1:])
    with loaded_runtime.open_system() as system:
        system.refusals.keep(version, ListRefusedError("un", "list_shrunk", "too few"), origin="publisher")
    return version


def current(rt: Runtime) -> str:
    with rt.open_system() as system:
        return next(state.digest for state in system.lists.current() if state.source == "un")


def test_it_is_shown_and_compared_and_changes_nothing(loaded_runtime: Runtime, refused: ListVersion) -> None:
    before = current(loaded_runtime)
    with loaded_runtime.open_system() as system:
        (found,) = refusals.list_refusals(system, "un")
        changes = refusals.compare(system, "un", refused.digest)
        status = next(status for status in standing.states(system, loaded_runtime) if status.id == "un")
    assert (found.code, found.detail, found.entries) == ("list_shrunk", "too few", len(refused.entries))
    assert [entry.id for entry in changes.removed] == [small_version("un").entries[0].id]
    assert status.refused == found
    assert current(loaded_runtime) == before


def test_an_approval_makes_it_current_and_is_audited(loaded_runtime: Runtime, refused: ListVersion) -> None:
    settled = refusals.approve(loaded_runtime, "un", refused.digest, by="key:admin", reason=f"  {REASON} ")
    assert (settled.status, settled.decided_by, settled.reason) == (RefusalStatus.APPROVED, "key:admin", REASON)
    assert current(loaded_runtime) == refused.digest
    assert refused.digest in {used.digest for used in loaded_runtime.screeners.current().lists}
    with loaded_runtime.open_system() as system:
        entries = [entry for entry in system.audit.page(None, 100).items if entry.op == "list.approved"]
    assert [(entry.actor, entry.outcome, entry.details) for entry in entries] == [
        ("key:admin", "list_shrunk", {"source": "un", "digest": refused.digest})
    ]


def test_it_is_approved_once(loaded_runtime: Runtime, refused: ListVersion) -> None:
    refusals.approve(loaded_runtime, "un", refused.digest, by="key:one", reason=REASON)
    with pytest.raises(ConflictError):
        refusals.approve(loaded_runtime, "un", refused.digest, by="key:two", reason=REASON)


def test_a_good_version_settles_it(loaded_runtime: Runtime, refused: ListVersion) -> None:
    good = dataclasses.replace(small_version("un"), digest="cd" * 32)
    with loaded_runtime.open_system() as system:
        loading.switch(system, good, "publisher", system.now())
        (found,) = refusals.list_refusals(system, "un")
    assert found.status is RefusalStatus.SUPERSEDED
    with pytest.raises(ConflictError):
        refusals.approve(loaded_runtime, "un", refused.digest, by="key:one", reason=REASON)


def test_the_same_version_refused_again_waits_again(loaded_runtime: Runtime, refused: ListVersion) -> None:
    with loaded_runtime.open_system() as system:
        system.refusals.keep(refused, ListRefusedError("un", "list_rollback", "older"), origin="publisher")
        (found,) = refusals.list_refusals(system, "un")
    assert (found.code, found.status) == ("list_rollback", RefusalStatus.OPEN)


@pytest.mark.parametrize("reason", ["", "   ok   ", "x" * 1001])
def test_an_approval_needs_a_reason(loaded_runtime: Runtime, refused: ListVersion, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        refusals.approve(loaded_runtime, "un", refused.digest, by="key:admin", reason=reason)
    assert current(loaded_runtime) != refused.digest


def test_what_was_not_refused_is_not_found(loaded_runtime: Runtime, refused: ListVersion) -> None:
    for source, digest in (("un", "ef" * 32), ("ofac_sdn", refused.digest), ("atlantis", refused.digest)):
        with pytest.raises(NotFoundError):
            refusals.approve(loaded_runtime, source, digest, by="key:admin", reason=REASON)


def test_without_a_version_in_use_there_is_nothing_to_compare_with(bare_runtime: Runtime) -> None:
    with bare_runtime.open_system() as system:
        version = small_version("un")
        system.refusals.keep(version, ListRefusedError("un", "list_shrunk", "too few"), origin="publisher")
        with pytest.raises(ConflictError):
            refusals.compare(system, "un", version.digest)
