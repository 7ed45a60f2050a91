"""Cleared pairs: they answer what did not change, and come back when it did. On SQLite and on PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from kyc_service.domain.allowlist import LONGEST_TERM, Pair, PairStatus
from kyc_service.domain.cases import Disposition, Hit, HitStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Verification
from kyc_service.errors import ConflictError, FourEyesError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.services import cases, verifications
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import allowlist
from kyc_service.services.tuning.allowlist import Term
from tests.fixtures.runtimes import load_lists, submission
from watchlists.dates import PartialDate
from watchlists.model import Address, Entry, Identifier, Name, NameKind
from watchlists.versions import ListVersion

ANALYST, SECOND = "key:analyst", "key:second"
NAME = "Aero-Caribbean"
LISTED = "ofac:36"


def screen(rt: Runtime, tenant: Tenant, name: str = NAME, **more: object) -> Verification:
    """Submit the business, and run its checks as a worker does."""
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission("shop-1", name, **more))
    verifications.run(rt, made.id)
    with rt.open_work(tenant.id, ANALYST) as work:
        return work.verifications.get(made.id)


def hit_of(rt: Runtime, tenant: Tenant, verification: Verification) -> Hit:
    with rt.open_work(tenant.id, ANALYST) as work:
        return next(hit for hit in work.hits.of_verification(verification.id) if hit.entry_id == LISTED)


def dispose(rt: Runtime, tenant: Tenant, hit: Hit, disposition: Disposition, reason: str) -> Hit:
    with rt.open_work(tenant.id, ANALYST) as work:
        return cases.dispose(work, hit.id, disposition, reason, "another airline", hit.version)


def propose(rt: Runtime, tenant: Tenant, hit: Hit, term: Term | None = None) -> Pair:
    with rt.open_work(tenant.id, ANALYST) as work:
        return allowlist.propose(work, hit.id, term or Term())


def approve(rt: Runtime, tenant: Tenant, pair: Pair, by: str = SECOND) -> Pair:
    with rt.open_work(tenant.id, by) as work:
        return allowlist.approve(work, pair.id, pair.version)


def read(rt: Runtime, tenant: Tenant, pair: Pair) -> Pair:
    with rt.open_work(tenant.id, ANALYST) as work:
        return work.allowlist.get(pair.id)


def allow(rt: Runtime, tenant: Tenant, **more: object) -> Pair:
    """Let two people agree that the business is not the listed airline."""
    hit = hit_of(rt, tenant, screen(rt, tenant, **more))
    dispose(rt, tenant, hit, Disposition.FALSE_POSITIVE, "different_country")
    return approve(rt, tenant, propose(rt, tenant, hit))


def audited(rt: Runtime, tenant: Tenant, op: str) -> list[Any]:
    with rt.open_work(tenant.id, ANALYST) as work:
        return [entry for entry in work.audit.page(None, 100).items if entry.op == op]


def relist(rt: Runtime, versions: tuple[ListVersion, ...], change: Callable[[Entry], Entry]) -> None:
    """Load a new version of the list, in which the listed airline differs."""
    source = next(version for version in versions if any(entry.id == LISTED for entry in version.entries))
    entries = tuple(change(entry) if entry.id == LISTED else entry for entry in source.entries)
    load_lists(rt, (dataclasses.replace(source, entries=entries, digest="c" * 64),))


def test_an_unchanged_pair_answers_the_match_and_the_verification_is_clear(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    again = screen(rt, tenant)
    hit = hit_of(rt, tenant, again)
    assert again.status == "clear"
    assert (hit.status, hit.reason_code, hit.disposed_by) == (HitStatus.FALSE_POSITIVE, "allowlisted", pair.id)
    assert hit.evidence.use("test")["allowlist"] == {"pair_id": pair.id, "outcome": "answered", "changes": []}
    with rt.open_work(tenant.id, ANALYST) as work:
        assert work.cases.of_verification(again.id) is None
    (entry,) = audited(rt, tenant, "hit.allowlisted")
    assert (entry.verification_id, entry.details["pair_id"]) == (again.id, pair.id)
    assert read(rt, tenant, pair).status is PairStatus.ACTIVE


def test_a_pair_answers_nothing_before_a_second_person_agreed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    hit = hit_of(rt, tenant, screen(rt, tenant))
    dispose(rt, tenant, hit, Disposition.FALSE_POSITIVE, "different_country")
    pair = propose(rt, tenant, hit)
    assert pair.status is PairStatus.PROPOSED
    assert hit_of(rt, tenant, screen(rt, tenant)).status is HitStatus.OPEN
    with pytest.raises(FourEyesError):
        approve(rt, tenant, pair, by=ANALYST)
    assert approve(rt, tenant, pair).approved_by == SECOND


@pytest.mark.parametrize(
    ("more", "changes"),
    [
        ({"name": "Aero Caribbean S.A."}, ("subject.names",)),
        ({"registration__number": "12345678"}, ("subject.identifiers",)),
        ({"registration__date": "1999-01-01"}, ("subject.incorporation_dates",)),
        ({"registration__country": "CU"}, ("subject.countries",)),
    ],
)
def test_a_changed_subject_reopens_the_pair(
    loaded_runtime: Runtime, tenant: Tenant, more: dict[str, Any], changes: tuple[str, ...]
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant, registration__number="1") if "name" in more else allow(rt, tenant)
    again = screen(rt, tenant, **({"registration__number": "1"} if "name" in more else {}), **more)
    hit = hit_of(rt, tenant, again)
    assert (again.status, hit.status, hit.reason_code) == ("review", HitStatus.OPEN, None)
    note = hit.evidence.use("test")["allowlist"]
    assert (note["outcome"], tuple(note["changes"])) == ("reopened", changes)
    ended = read(rt, tenant, pair)
    assert (ended.status, ended.changes, ended.ended_by) == (PairStatus.REOPENED, changes, "worker")
    (entry,) = audited(rt, tenant, "allowlist.reopened")
    assert entry.details[changes[0]] is True


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        (lambda entry: dataclasses.replace(entry, names=(*entry.names, Name("Aero", NameKind.WEAK))), "entry.names"),
        (
            lambda entry: dataclasses.replace(entry, incorporation_dates=(PartialDate.parse("1962"),)),
            "entry.incorporation_dates",
        ),
        (lambda entry: dataclasses.replace(entry, nationalities=("NL",)), "entry.nationalities"),
        (lambda entry: dataclasses.replace(entry, addresses=(Address("Kade 1", "NL"),)), "entry.addresses"),
        (
            lambda entry: dataclasses.replace(entry, identifiers=(Identifier("tax_id", "NL1", "NL"),)),
            "entry.identifiers",
        ),
    ],
)
def test_a_changed_entry_reopens_the_pair(
    loaded_runtime: Runtime,
    tenant: Tenant,
    small_versions: tuple[ListVersion, ...],
    change: Callable[[Entry], Entry],
    changes: str,
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    relist(rt, small_versions, change)
    again = screen(rt, tenant)
    assert again.status == "review"
    assert hit_of(rt, tenant, again).evidence.use("test")["allowlist"]["changes"] == [changes]
    assert read(rt, tenant, pair).changes == (changes,)


def test_what_identifies_nobody_does_not_reopen_it(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    allow(rt, tenant)
    today = dt.date(2026, 1, 1)
    relist(rt, small_versions, lambda entry: dataclasses.replace(entry, reasons=("New.",), updated_on=today, url=None))
    assert screen(rt, tenant).status == "clear"


def test_an_identifier_that_agrees_now_is_never_answered(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    allow(rt, tenant, registration__number="NL12345678")
    number = Identifier("registration_number", "NL12345678", "NL")
    relist(rt, small_versions, lambda entry: dataclasses.replace(entry, identifiers=(*entry.identifiers, number)))
    again = screen(rt, tenant, registration__number="NL12345678")
    hit = hit_of(rt, tenant, again)
    assert (again.status, hit.status) == ("review", HitStatus.OPEN)
    assert {"entry.identifiers", allowlist.AGREES} <= set(hit.evidence.use("test")["allowlist"]["changes"])


def test_a_pair_whose_term_is_over_is_reopened(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    monkeypatch.setattr("kyc_service.storage.work.Work.now", lambda _: pair.expires_at)
    assert allowlist.changes_since(pair, pair.prints, pair.expires_at - dt.timedelta(seconds=1)) == ()
    again = screen(rt, tenant)
    assert again.status == "review"
    assert read(rt, tenant, pair).changes == ("expired",)


def test_an_answered_match_is_not_cleared_on_stale_lists(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    with rt.open_system("tester") as system:
        long_ago = system.now() - dt.timedelta(days=9)
        system.lists.add_version(small_versions[0], origin="publisher", confirmed_at=long_ago)
    again = screen(rt, tenant)
    assert (again.status, again.reason) == ("processing", "lists_stale")
    assert read(rt, tenant, pair).status is PairStatus.ACTIVE


def test_a_new_listing_of_the_same_party_reopens_the_pair(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    listed = next(entry for version in small_versions for entry in version.entries if entry.id == LISTED)
    source = next(version for version in small_versions if version.source == "un")
    twin = dataclasses.replace(listed, id="un:TEST.1", source="un", references=(LISTED,), nationalities=())
    load_lists(rt, (dataclasses.replace(source, entries=(*source.entries, twin), digest="d" * 64),))
    again = screen(rt, tenant)
    assert again.status == "review"
    assert hit_of(rt, tenant, again).evidence.use("test")["allowlist"]["changes"] == ["entry.listings"]
    assert read(rt, tenant, pair).changes == ("entry.listings",)


def test_another_entry_is_another_matter(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    allow(rt, tenant)
    source = next(version for version in small_versions if version.source == "un")
    same_name = dataclasses.replace(source.entries[0], id="un:TEST.1", names=(Name(NAME),))
    load_lists(rt, (dataclasses.replace(source, entries=(*source.entries, same_name), digest="d" * 64),))
    again = screen(rt, tenant)
    with rt.open_work(tenant.id, ANALYST) as work:
        found = {hit.entry_id: hit.status for hit in work.hits.of_verification(again.id)}
    assert found[LISTED] is HitStatus.FALSE_POSITIVE
    assert (again.status, found["un:TEST.1"]) == ("review", HitStatus.OPEN)


def test_a_withdrawn_pair_answers_nothing(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    with rt.open_work(tenant.id, ANALYST) as work:
        allowlist.withdraw(work, pair.id, "decided_wrongly", pair.version)
    assert hit_of(rt, tenant, screen(rt, tenant)).status is HitStatus.OPEN
    with pytest.raises(ConflictError), rt.open_work(tenant.id, ANALYST) as work:
        allowlist.withdraw(work, pair.id, "other", pair.version + 1)
    assert [entry.outcome for entry in audited(rt, tenant, "allowlist.withdrawn")] == ["decided_wrongly"]


@pytest.mark.parametrize("disposition", [Disposition.TRUE_MATCH, Disposition.INCONCLUSIVE])
def test_a_hit_that_is_answered_otherwise_ends_its_pair(
    loaded_runtime: Runtime, tenant: Tenant, disposition: Disposition
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    with rt.open_work(tenant.id, ANALYST) as work:
        hit = work.hits.get(pair.hit_id)
    dispose(rt, tenant, hit, disposition, "other")
    assert read(rt, tenant, pair).status is PairStatus.WITHDRAWN


def test_a_confirmed_match_on_another_list_ends_the_pair_of_the_same_party(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    source = next(version for version in small_versions if version.source == "un")
    listed = next(entry for version in small_versions for entry in version.entries if entry.id == LISTED)
    # The other listing is the better match of the second submission only.
    twin = dataclasses.replace(
        listed, id="un:TEST.1", source="un", references=(LISTED,), names=(*listed.names, Name("Aero Voorbeeld"))
    )
    load_lists(rt, (dataclasses.replace(source, entries=(*source.entries, twin), digest="d" * 64),))
    number = {"registration__number": "1"}
    pair = allow(rt, tenant, **number)
    again = screen(rt, tenant, "Aero Voorbeeld", **number)
    with rt.open_work(tenant.id, ANALYST) as work:
        (hit,) = work.hits.of_verification(again.id)
    assert (hit.entry_id, read(rt, tenant, pair).status) == ("un:TEST.1", PairStatus.ACTIVE)
    dispose(rt, tenant, hit, Disposition.TRUE_MATCH, "same_name_and_facts")
    assert read(rt, tenant, pair).status is PairStatus.WITHDRAWN
    back = screen(rt, tenant, **number)
    assert back.status == "review"
    cleared = dispose(rt, tenant, hit_of(rt, tenant, back), Disposition.FALSE_POSITIVE, "different_country")
    with pytest.raises(ConflictError) as caught:
        propose(rt, tenant, cleared)
    assert caught.value.code == "allowlist_confirmed_match"


def test_only_what_a_person_called_a_false_positive_is_allowlisted(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    hit = hit_of(rt, tenant, screen(rt, tenant))
    with pytest.raises(ConflictError) as still_open:
        propose(rt, tenant, hit)
    assert still_open.value.code == "allowlist_needs_false_positive"
    confirmed = dispose(rt, tenant, hit, Disposition.TRUE_MATCH, "same_name_and_facts")
    other = hit_of(rt, tenant, screen(rt, tenant))
    dispose(rt, tenant, other, Disposition.FALSE_POSITIVE, "different_country")
    with pytest.raises(ConflictError) as twofold:
        propose(rt, tenant, other)
    assert twofold.value.code == "allowlist_confirmed_match"
    dispose(rt, tenant, confirmed, Disposition.FALSE_POSITIVE, "different_country")
    pair = propose(rt, tenant, other)
    with pytest.raises(ConflictError) as twice:
        propose(rt, tenant, hit)
    assert twice.value.code == "already_allowlisted"
    approve(rt, tenant, pair)
    answered = hit_of(rt, tenant, screen(rt, tenant))
    with pytest.raises(ConflictError) as derived:
        propose(rt, tenant, answered)
    assert derived.value.code == "allowlist_needs_false_positive", "an answer of the allowlist is nobody's decision"


@pytest.mark.parametrize(
    ("term", "pointer", "code"),
    [
        (Term(days=0), "/days", "term_out_of_range"),
        (Term(days=1096, pointer="/allowlist"), "/allowlist/days", "term_out_of_range"),
        (Term(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), "/expires_at", "term_out_of_range"),
        (Term(days=9, expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)), "/days", "give_only_one"),
    ],
)
def test_a_term_is_neither_past_nor_longer_than_three_years(term: Term, pointer: str, code: str) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(InvalidInputError) as caught:
        term.end(now)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [(pointer, code)]
    assert Term().end(now) == now + dt.timedelta(days=365)
    assert Term(expires_at=now + LONGEST_TERM).end(now) == now + LONGEST_TERM


def test_a_stale_page_and_another_tenant_are_refused(
    loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant
) -> None:
    pair = allow(loaded_runtime, tenant)
    with pytest.raises(StaleVersionError), loaded_runtime.open_work(tenant.id, SECOND) as work:
        allowlist.withdraw(work, pair.id, "other", pair.version - 1)
    with pytest.raises(NotFoundError), loaded_runtime.open_work(other_tenant.id, SECOND) as work:
        allowlist.withdraw(work, pair.id, "other", pair.version)
    assert screen(loaded_runtime, other_tenant).status == "review"


def test_nothing_personal_stands_in_a_pair(loaded_runtime: Runtime, tenant: Tenant) -> None:
    pair = allow(loaded_runtime, tenant)
    text = json.dumps([dict(pair.prints), pair.changes])
    assert NAME.casefold() not in text.casefold()
    assert all(len(value) == 64 for value in pair.prints.values())
    assert {"subject.names", "subject.countries", "entry.names"} <= set(pair.prints)


def test_the_note_of_a_reopened_hit_names_fields_in_words() -> None:
    text = allowlist.explain(("subject.names", "entry.birth_dates", allowlist.AGREES, "expired"))
    assert text == (
        "Allowlisted before; open again because of: submitted names, listed birth dates, "
        "whether an identifier agrees, its term is over."
    )
