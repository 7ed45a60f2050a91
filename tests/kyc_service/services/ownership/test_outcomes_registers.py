"""An owner whom only a register names: screened, flagged, and a block when the hit is confirmed."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import Disposition
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.services.ownership import outcomes
from tests.fixtures.listed import make_version
from tests.fixtures.owned import answer, owner
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.standing_desks import Desk, director, fields_for
from watchlists.dates import PartialDate
from watchlists.model import Entry, Kind, Name


@pytest.fixture
def listing_desk(desk: Desk) -> Desk:
    """A desk whose lists have the person whom a register's stand-in names as owner."""
    entry = Entry(
        id="ofac:899",
        source="ofac_sdn",
        kind=Kind.PERSON,
        names=(Name("Anna Maria VOORBEELD"),),
        birth_dates=(PartialDate.parse("1978-04-12"),),
    )
    listed = make_version("ofac_sdn", [entry, *small_version("ofac_sdn").entries], "9" * 64)
    load_lists(desk.rt, (small_version("un"), listed, small_version("ofac_cons")))
    return desk


def flags(desk: Desk, made: str) -> tuple[str, ...]:
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        return outcomes.flags_of(work, made)


def test_a_listed_owner_whom_only_the_register_names_blocks_the_business(listing_desk: Desk) -> None:
    desk = listing_desk
    made = desk.submit(fields_for("companies_house"), director("Piet Verzonnen"))
    assert desk.run(made).status == "review"
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        said = {one.register: one for one in work.checks.register_results_of(made).values()}
        named = work.subjects.named_elsewhere([hit.subject_id for hit in work.hits.of_verification(made)])
    assert "owner_not_submitted" in said["companies_house"].flags
    assert named, "she was screened as a subject of her own"
    answer(desk.rt, desk.tenant.id, made, Disposition.TRUE_MATCH)
    assert "ownership:derived_block:ofac" in flags(desk, made)


def test_a_register_that_leaves_room_asks_and_the_answer_of_whoever_submitted_closes_it(desk: Desk) -> None:
    anna = owner("Anna Maria Voorbeeld", {"percent": 60}, "1978-04-12")
    fields = fields_for("companies_house")
    first = desk.submit(fields, anna)
    desk.run(first)
    assert flags(desk, first) == ("ownership:owners_missing",)
    second = desk.submit(fields, anna, owner("Bram Oosterhuis", {"percent": 40}))
    desk.run(second)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        checks = [one for one in work.checks.of(second) if one.kind is CheckKind.OWNERSHIP]
    assert {one.status for one in checks} <= {CheckStatus.PASSED}
    assert flags(desk, second) == ()
