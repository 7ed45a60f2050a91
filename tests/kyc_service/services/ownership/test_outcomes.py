"""What follows from owners in the life of a verification, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import Case, CaseStatus, Disposition, HitStatus, Outcome
from kyc_service.domain.checks import Check, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.risk.tables import OwnershipTerms, RiskTable
from kyc_service.domain.subjects import Party
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Verification
from kyc_service.errors import ConflictError, DatabaseUnavailableError
from kyc_service.services import cases, verifications
from kyc_service.services.exits import grounds
from kyc_service.services.ownership import outcomes
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import allowlist
from kyc_service.services.views import statuses
from tests.fixtures.owned import LISTED_BIRTH, LISTED_PERSON, answer, owner
from tests.fixtures.runtimes import person, submission

ANALYST, SECOND = "key:analyst", "key:second"
BADEGE = owner(LISTED_PERSON, {"percent": 60}, LISTED_BIRTH)
BRAM = owner("Bram Oosterhuis", {"percent": 40})
CLEAR = cases.Ruling(Outcome.CLEAR, "risk_accepted", "a licence was seen")
REJECT = cases.Ruling(Outcome.REJECT, "policy", "owned by a listed person")


class Desk:
    """A runtime and a tenant, with what one asks of them."""

    def __init__(self, rt: Runtime, tenant: Tenant) -> None:
        self.rt, self.tenant = rt, tenant

    def run(self, *people: Party, name: str = "Jansen Fietsen B.V.", **more: object) -> str:
        with self.rt.open_work(self.tenant.id, "key:flow") as work:
            made = verifications.submit(work, self.rt.policy, submission("shop-1", name, *people, **more))  # type: ignore[arg-type]
        verifications.run(self.rt, made.id)
        return made.id

    def get(self, made: str) -> Verification:
        with self.rt.open_work(self.tenant.id, "tester") as work:
            return work.verifications.get(made)

    def check(self, made: str) -> Check | None:
        with self.rt.open_work(self.tenant.id, "tester") as work:
            return next((one for one in work.checks.of(made) if one.kind is CheckKind.OWNERSHIP), None)

    def flags(self, made: str) -> set[str]:
        with self.rt.open_work(self.tenant.id, "tester") as work:
            return {flag.removeprefix("ownership:") for flag in outcomes.flags_of(work, made)}

    def answer(self, made: str, disposition: Disposition) -> None:
        answer(self.rt, self.tenant.id, made, disposition)

    def case(self, made: str) -> Case:
        with self.rt.open_work(self.tenant.id, "tester") as work:
            found = work.cases.of_verification(made)
        assert found
        return found

    def decide(self, made: str, ruling: cases.Ruling, actor: str = ANALYST) -> Case:
        case = self.case(made)
        with self.rt.open_work(self.tenant.id, actor) as work:
            return cases.decide(work, self.rt.policy, case.id, ruling, case.version)

    def assess(self, made: str) -> bool:
        with self.rt.open_work(self.tenant.id, "tester") as work:
            return outcomes.assess(work, work.verifications.get(made))

    def action(self, made: str) -> statuses.NextAction:
        with self.rt.open_work(self.tenant.id, "key:flow") as work:
            return statuses.describe(work, self.rt.policy, made).next_actions[0]


@pytest.fixture
def desk(loaded_runtime: Runtime, tenant: Tenant) -> Desk:
    return Desk(loaded_runtime, tenant)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms under which owners have to be named, from 20 % in trade."""
    terms = OwnershipTerms(sectors={"46": 20.0}, required=True)
    table = RiskTable(name="strict", factors=(), bands={}, sources={}, ownership=terms)
    monkeypatch.setattr("kyc_service.services.ownership.outcomes.tables.live", lambda _: table)
    # The rating has a table of its own.
    monkeypatch.setattr("kyc_service.services.risk.ratings.assess", lambda *_: None)


@pytest.mark.parametrize("people", [(), (person("Pieter Jansen", "1980-02-03"),), (owner("Bram", {"percent": 100}),)])
def test_where_nothing_has_to_be_said_there_is_no_check(desk: Desk, people: tuple[Party, ...]) -> None:
    made = desk.run(*people)
    assert desk.check(made) is None
    assert desk.get(made).status == "clear"
    assert not desk.assess(made)


def test_an_owner_whose_hit_is_confirmed_blocks_the_business_and_clearing_it_takes_two(desk: Desk) -> None:
    made = desk.run(BADEGE, BRAM)
    assert (desk.get(made).status, desk.flags(made)) == ("review", set())
    before = desk.check(made)
    assert before
    assert before.status is CheckStatus.ATTENTION, "what the open hit would come to"
    desk.answer(made, Disposition.TRUE_MATCH)
    assert desk.flags(made) == {"derived_block:ofac", "derived_block:eu", "derived_block:uk"}
    assert not desk.assess(made), "again, it changes nothing"
    assert desk.decide(made, CLEAR).status is CaseStatus.PENDING_APPROVAL


def test_another_answer_takes_it_back_and_the_check_stays_passed(desk: Desk) -> None:
    made = desk.run(BADEGE, BRAM)
    desk.answer(made, Disposition.TRUE_MATCH)
    desk.answer(made, Disposition.FALSE_POSITIVE)
    check = desk.check(made)
    assert check
    assert (check.status, desk.flags(made)) == (CheckStatus.PASSED, set())
    assert desk.decide(made, CLEAR).outcome is Outcome.CLEAR


def test_who_was_confirmed_before_blocks_though_nobody_looked_again(desk: Desk) -> None:
    """The owner of another submission of the same business, whose hit stands there."""
    first = desk.run(BADEGE, BRAM)
    desk.answer(first, Disposition.TRUE_MATCH)
    second = desk.run(BADEGE, BRAM)
    assert desk.flags(second) == {"derived_block:ofac", "derived_block:eu", "derived_block:uk"}
    assert desk.get(second).status == "review"


def test_an_allowlisted_owner_blocks_nothing(desk: Desk) -> None:
    first = desk.run(BADEGE, BRAM)
    desk.answer(first, Disposition.FALSE_POSITIVE)
    for hit in hits(desk, first):
        with desk.rt.open_work(desk.tenant.id, ANALYST) as work:
            pair = allowlist.propose(work, hit, allowlist.Term())
        with desk.rt.open_work(desk.tenant.id, SECOND) as work:
            allowlist.approve(work, pair.id, pair.version)
    second = desk.run(BADEGE, BRAM)
    assert desk.check(second) is None
    assert desk.get(second).status == "clear"


def hits(desk: Desk, made: str) -> list[str]:
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        found = work.hits.of_verification(made)
        assert {hit.status for hit in found} == {HitStatus.FALSE_POSITIVE}
        return [hit.id for hit in found]


def test_a_missing_owner_is_asked_for_and_the_answer_goes_on(desk: Desk) -> None:
    first = desk.run(owner("Bram Oosterhuis", {"percent": 60}))
    assert (desk.get(first).status, desk.get(first).reason) == ("action_required", "owners_missing")
    action = desk.action(first)
    assert (action.field, action.code) == ("/people", "name_owners")
    assert action.text == "Name every person who owns or controls 25 % or more of the business."
    second = desk.run(owner("Bram Oosterhuis", {"percent": 60}), owner("Chiara Lombardi", {"percent": 40}))
    assert (desk.get(first).status, desk.get(first).reason) == ("cancelled", "superseded")
    assert (desk.get(second).status, desk.check(second)) == ("clear", None)


def test_with_something_else_to_look_at_a_missing_owner_is_a_flag(desk: Desk) -> None:
    made = desk.run(owner("Bram Oosterhuis", {"percent": 60}), flags=("placeholder_name",))
    assert (desk.get(made).status, desk.flags(made)) == ("review", {"owners_missing"})
    assert desk.decide(made, REJECT).proposed is Outcome.REJECT


def test_a_business_that_waits_for_an_answer_may_be_cancelled(desk: Desk) -> None:
    made = desk.run(owner("Bram Oosterhuis", {"percent": 60}))
    with desk.rt.open_work(desk.tenant.id, "key:flow") as work:
        assert verifications.cancel(work, made).status == "cancelled"


@pytest.mark.usefixtures("strict")
def test_terms_ask_for_owners_where_nobody_was_named_and_from_the_sectors_share(desk: Desk) -> None:
    made = desk.run(industry="46.90")
    assert desk.get(made).reason == "owners_missing"
    assert "20 %" in desk.action(made).text
    assert desk.get(desk.run(type="sole_trader")).status == "clear"
    assert desk.get(desk.run(owner("Bram", {"percent": 79}), industry="46.90")).reason == "owners_missing"
    assert desk.get(desk.run(owner("Bram", {"percent": 81}), industry="46.90")).status == "clear"


def test_two_spellings_of_one_name_are_looked_at_and_two_birth_dates_are_two_people(desk: Desk) -> None:
    first = owner("Anna de Vries", {"percent": 50}, "1970-01-02")
    alike = desk.run(first, owner("Anna de Vreis", {"percent": 50}))
    assert (desk.get(alike).status, desk.flags(alike)) == ("review", {"listed_twice"})
    apart = desk.run(first, owner("Anna de Vreis", {"percent": 50}, "1980-01-02"))
    assert desk.check(apart) is None


def test_what_goes_wrong_is_looked_at_and_costs_no_verification(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "Bram Oosterhuis"
        raise ZeroDivisionError(message)

    for room in ("ownership.outcomes", "risk.facts"):
        monkeypatch.setattr(f"kyc_service.services.{room}.work_out", fail)
    made = desk.run(BRAM)
    assert (desk.get(made).status, desk.flags(made)) == ("review", {"not_assessed"})
    with desk.rt.open_work(desk.tenant.id, ANALYST, read_only=True) as work:
        told = [entry for entry in work.audit.page(None, 50).items if entry.op == "ownership.not_assessed"]
    assert [entry.details for entry in told] == [{"error": "ZeroDivisionError"}]


def test_what_may_go_well_later_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError

    monkeypatch.setattr("kyc_service.services.ownership.outcomes.work_out", fail)
    with pytest.raises(DatabaseUnavailableError):
        desk.run(BRAM)


def test_nothing_is_opened_of_who_restricted_the_use_of_their_data(desk: Desk) -> None:
    made = desk.run(BADEGE, BRAM)
    with desk.rt.open_work(desk.tenant.id, "officer") as work:
        restricted = next(one for one in work.subjects.people_of(desk.get(made).subject_id))
        grounds.keep(work, NewGround(kind=GroundKind.RESTRICTION, reference="req-1", subject_id=restricted.id))
    assert desk.assess(made)
    check = desk.check(made)
    assert check
    assert (check.reason, desk.flags(made)) == (CheckReason.PROCESSING_RESTRICTED, {"not_assessed"})


def test_nobody_agrees_to_what_was_decided_before_it_was_known(desk: Desk) -> None:
    made = desk.run(BADEGE, BRAM)
    desk.answer(made, Disposition.TRUE_MATCH)
    pending = desk.decide(made, CLEAR)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        bram = next(one for one in work.subjects.people_of(desk.get(made).subject_id) if one.role == "owner")
        records = {"identity_name": {"person.name": "Bram Oosterhuis"}, "company_people": {"person.role": "owner"}}
        work.subjects.replace(bram.id, records, {})
    with pytest.raises(ConflictError) as caught, desk.rt.open_work(desk.tenant.id, SECOND) as work:
        cases.approve(work, pending.id, pending.version)
    assert caught.value.code == "ownership_changed"
    assert desk.assess(made), "a register that answers late does the same"
    assert desk.case(made).status is CaseStatus.IN_PROGRESS
