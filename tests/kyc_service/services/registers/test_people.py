"""Whoever a register names and nobody submitted: screened once, found again, and not more than can be looked at."""

from __future__ import annotations

import pytest

from kyc_service.domain.checks import Check, CheckKind
from kyc_service.domain.registers import Extract, Officer, Owner
from kyc_service.domain.subjects import Party, Subject, SubjectKind, SubjectStatus
from kyc_service.services import verifications
from kyc_service.services.registers import people
from tests.fixtures.runtimes import person
from tests.fixtures.standing_desks import Desk, fields_for
from watchlists.dates import PartialDate

ANNA = Officer(name="Anna Vexhammer", role="director", born=PartialDate.parse("1970-02"))
HOLDING = Owner(name="Drakemarsh Holding B.V.", is_person=False, number="12345678", low=75.0)


def named(*parties: Officer | Owner) -> Extract:
    return Extract(
        name="Voorbeeld Handel B.V.",
        officers=tuple(one for one in parties if isinstance(one, Officer)),
        owners=tuple(one for one in parties if isinstance(one, Owner)),
        names_officers=True,
        names_owners=True,
    )


def begin(desk: Desk, *submitted: Party) -> str:
    made = desk.submit(fields_for("kvk"), *submitted)
    verifications.run(desk.rt, made)
    return made


def screen(desk: Desk, made: str, extract: Extract) -> tuple[Subject, ...]:
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        business = work.subjects.get(work.verifications.get(made).subject_id)
        check: Check = next(one for one in work.checks.of(made) if one.kind is CheckKind.REGISTER)
        return people.screen_named(work, desk.rt.policy, check, business, extract, "kvk")


def screened(desk: Desk, made: str) -> list[str]:
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        return [one.subject_id for one in work.checks.of(made) if one.kind is CheckKind.SCREENING]


def test_who_was_submitted_is_not_made_again(desk: Desk) -> None:
    made = begin(desk, person("Anna Vexhammer", "1970-02-11"))
    before = screened(desk, made)
    assert screen(desk, made, named(ANNA)) == ()
    assert screened(desk, made) == before


def test_whoever_is_named_twice_is_screened_once(desk: Desk) -> None:
    made = begin(desk)
    first = screen(desk, made, named(ANNA, HOLDING))
    again = screen(desk, made, named(ANNA, HOLDING))
    assert [one.id for one in first] == [one.id for one in again]
    assert len(set(screened(desk, made))) == len(screened(desk, made)) == 3


def test_a_company_is_screened_as_a_company_with_its_number(desk: Desk) -> None:
    made = begin(desk)
    (company,) = screen(desk, made, named(HOLDING))
    assert (company.kind, company.role) == (SubjectKind.BUSINESS, "owner")
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        fields = work.subjects.read(company.id).use("aml_check")
        assert set(work.subjects.origins(company.id).values()) == {
            ("register:kvk", at) for _, at in work.subjects.origins(company.id).values()
        }
    assert (fields["business.name"], fields["business.registration.number"]) == ("Drakemarsh Holding B.V.", "12345678")


def test_one_party_written_in_two_ways_is_one_check(desk: Desk) -> None:
    """Both are found again as the same subject: two checks of it were refused, and the answer lost each time."""
    made = begin(desk)
    twice = named(Officer(name="Anna Maria Vexhammer", role="director"), Owner(name="Annamaria Vexhammer"))
    screen(desk, made, twice)
    later = desk.submit(fields_for("kvk"))
    verifications.run(desk.rt, later)
    found = screen(desk, later, twice)
    assert len(found) == 2
    assert all(screened(desk, later).count(one.id) == 1 for one in found)


def test_who_was_removed_comes_back_as_the_same(desk: Desk) -> None:
    made = begin(desk)
    (anna,) = screen(desk, made, named(ANNA))
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        work.subjects.set_status(anna.id, SubjectStatus.REMOVED)
    (back,) = screen(desk, made, named(ANNA))
    assert (back.id, back.status) == (anna.id, SubjectStatus.ACTIVE)


def test_namesakes_of_two_births_are_two(desk: Desk) -> None:
    made = begin(desk)
    son = Officer(name=ANNA.name, role="director", born=PartialDate.parse("1999-05"))
    assert len({one.id for one in screen(desk, made, named(ANNA, son))}) == 2


@pytest.mark.parametrize("count", [people.MOST - 1, people.MOST, people.MOST + 5])
def test_there_is_a_most_of_them(desk: Desk, count: int) -> None:
    made = begin(desk)
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [
        Officer(name=f"Q{letters[n % 26] * 4}{letters[n // 26]} W{letters[n % 26] * 3}", role="director")
        for n in range(count)
    ]
    assert len(screen(desk, made, named(*many))) == min(count, people.MOST)


def test_each_is_owed_a_notice(desk: Desk) -> None:
    made = begin(desk)
    (anna,) = screen(desk, made, named(ANNA))
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        (source,) = work.sources.of_subject(anna.id)
        assert source.notice is None
        assert source.notice_due_at > work.now()
