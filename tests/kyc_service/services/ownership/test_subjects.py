"""Who owns a business on file, from a real submission to the answer."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from kyc_service.domain.cases import Disposition
from kyc_service.domain.ownership.beneficial import Ground
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Interval, Verdict
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.subjects import Party, SubjectKind
from kyc_service.errors import NotFoundError, PolicyDeniedError
from kyc_service.services.exits import grounds
from kyc_service.services.ownership import shapes, subjects
from kyc_service.services.ownership.subjects import OwnershipView
from kyc_service.services.ownership.words import tell_blocking
from kyc_service.services.subjects import end_relationship
from tests.fixtures.owned import LISTED_BIRTH, LISTED_PERSON, answer, owner
from tests.fixtures.standing_desks import Desk, director, fields_for

PLAIN: Fields = {"business.name": "Voorbeeld Handel B.V.", "business.registration.country": "NL"}
TWO_CHAINS = (
    owner(LISTED_PERSON, {"percent": 50, "through": ["Drakemarsh Holding B.V."]}, LISTED_BIRTH),
    owner(LISTED_PERSON, {"percent": 50, "through": ["Vexhammer Finance Ltd", "Grimswold Trading S.A."]}, LISTED_BIRTH),
)


def submit(desk: Desk, *people: Party, fields: Fields = PLAIN) -> str:
    made = desk.submit(fields, *people)
    desk.run(made)
    return made


def confirmed(desk: Desk, *people: Party, disposition: Disposition = Disposition.TRUE_MATCH) -> str:
    made = submit(desk, *people)
    answer(desk.rt, desk.tenant.id, made, disposition)
    return made


def read(desk: Desk, threshold: float = 25.0) -> OwnershipView:
    with desk.rt.open_work(desk.tenant.id, "key:analyst") as work:
        return subjects.read(work, "shop-1", threshold=threshold)


def verdicts(view: OwnershipView) -> dict[RuleName, Verdict]:
    return {blocking.rule.name: blocking.verdict for blocking in view.blockings}


def steps(view: OwnershipView) -> str:
    return "\n".join(tell_blocking(view.graph.parties, view.blockings[0]))


def test_two_chains_of_a_confirmed_person_block_the_business_and_the_path_says_how(desk: Desk) -> None:
    confirmed(desk, *TWO_CHAINS)
    view = read(desk)
    assert verdicts(view) == {RuleName.OFAC: Verdict.SURE, RuleName.EU: Verdict.POSSIBLE, RuleName.UK: Verdict.POSSIBLE}
    told = steps(view)
    assert "Eric Badege owns 50 to 100 % of Drakemarsh Holding B.V.: Drakemarsh Holding B.V. is thereby blocked" in told
    assert "Grimswold Trading S.A. is thereby blocked" in told
    assert told.endswith("Voorbeeld Handel B.V. is blocked by OFAC's 50 percent rule")
    (badege,) = view.owners.found
    assert (badege.verdict, badege.interest.low, badege.interest.high) == (Verdict.SURE, 1.0, 1.0)
    assert len(badege.paths) == 2, "the same person in two places of the submission is one"
    assert view.owners.gap.high == 0


def test_the_picture_shows_the_chain_and_holds_nothing_that_runs(desk: Desk) -> None:
    confirmed(desk, *TWO_CHAINS)
    drawn = read(desk).picture()
    shown = "".join(ET.fromstring(drawn).itertext())  # noqa: S314 - drawn here
    assert all(name in shown for name in ("Badege", "Drakemarsh", "Grimswold", "blocked"))
    assert "<script" not in drawn


def test_just_under_half_blocks_nothing_and_says_why(desk: Desk) -> None:
    confirmed(desk, owner(LISTED_PERSON, {"percent": 49.9}, LISTED_BIRTH), owner("Bram Oosterhuis", {"percent": 50.1}))
    view = read(desk)
    assert set(verdicts(view).values()) == {Verdict.NO}
    assert steps(view).endswith("is not blocked by OFAC's 50 percent rule: blocked parties have 49.9 % of it")


def test_a_share_below_half_through_a_company_may_block_since_nobody_stated_its_parts(desk: Desk) -> None:
    """80 % of a company that has 62.5 % is half of the business by multiplication, and blocks it."""
    confirmed(desk, owner(LISTED_PERSON, {"percent": 30, "through": ["Drakemarsh Holding B.V."]}, LISTED_BIRTH))
    view = read(desk)
    assert verdicts(view)[RuleName.OFAC] is Verdict.POSSIBLE
    (badege,) = view.owners.found
    assert (badege.verdict, badege.grounds[Ground.INTEREST]) == (Verdict.SURE, Verdict.SURE)
    assert str(badege.interest) == "30 %"
    assert str(view.owners.gap) == "70 %"
    assert Code.GAP in {finding.code for finding in view.owners.findings}


@pytest.mark.parametrize("disposition", [None, Disposition.INCONCLUSIVE])
def test_what_nobody_decided_blocks_nobody_and_stands_beside(desk: Desk, disposition: Disposition | None) -> None:
    made = submit(desk, *TWO_CHAINS)
    if disposition:
        answer(desk.rt, desk.tenant.id, made, disposition)
    view = read(desk)
    assert set(verdicts(view).values()) == {Verdict.NO}
    assert view.listings.confirmed == ()
    assert {one.party for one in view.listings.undecided} == {view.owners.found[0].party}
    assert view.if_confirmed == (Verdict.SURE, Verdict.POSSIBLE, Verdict.POSSIBLE)


def test_a_false_positive_says_nothing(desk: Desk) -> None:
    confirmed(desk, *TWO_CHAINS, disposition=Disposition.FALSE_POSITIVE)
    view = read(desk)
    assert (view.listings.confirmed, view.listings.undecided) == ((), ())
    assert set(view.if_confirmed) == {Verdict.NO}


def test_a_new_question_takes_back_no_answer(desk: Desk) -> None:
    confirmed(desk, *TWO_CHAINS)
    again = desk.submit(PLAIN, *TWO_CHAINS)
    assert verdicts(read(desk))[RuleName.OFAC] is Verdict.SURE, "not screened again yet"
    desk.run(again)
    view = read(desk)
    assert verdicts(view)[RuleName.OFAC] is Verdict.SURE, "asked again, and not answered"
    answer(desk.rt, desk.tenant.id, again, Disposition.FALSE_POSITIVE)
    assert verdicts(read(desk))[RuleName.OFAC] is Verdict.NO


def test_who_is_not_found_again_is_not_listed_any_more(desk: Desk) -> None:
    """As when a list lets somebody go."""
    confirmed(desk, *TWO_CHAINS)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        business = work.subjects.by_reference("shop-1")
        assert business
        (person, _) = work.subjects.people_of(business.id)
        work.subjects.replace(person.id, {"identity_name": {"person.name": "Quirin Zandvoort"}}, {})
    desk.run(desk.submit(PLAIN))
    assert read(desk).listings.confirmed == ()


def test_the_business_itself_may_be_listed(desk: Desk) -> None:
    made = submit(desk, owner("Bram Oosterhuis", {"percent": 100}), fields=PLAIN | {"business.name": "Aero-Caribbean"})
    answer(desk.rt, desk.tenant.id, made, Disposition.TRUE_MATCH)
    view = read(desk)
    assert set(verdicts(view).values()) == {Verdict.SURE}
    assert steps(view).endswith("Aero-Caribbean is blocked itself")


def test_a_director_who_is_listed_and_owns_nothing_is_no_owner(desk: Desk) -> None:
    confirmed(desk, director(LISTED_PERSON, LISTED_BIRTH), owner("Bram Oosterhuis", {"percent": 100}))
    view = read(desk)
    assert view.listings.confirmed == ()
    assert set(verdicts(view).values()) == {Verdict.NO}


def test_a_register_contradicts_and_both_statements_show(desk: Desk) -> None:
    anna = owner("Anna Maria Voorbeeld", {"percent": 20}, "1978-04-11")
    submit(desk, anna, fields=fields_for("companies_house"))
    view = read(desk)
    (held,) = (held for held in view.graph.holdings if held.disputed)
    assert {link.source for link in held.statements} == {"submission", "register:companies_house"}
    (told,) = shapes.tell_disputes(view)
    assert told.startswith("Anna Maria Voorbeeld in Voorbeeld Handel B.V.: 20 % by submission of ")
    assert "50 to 100 % by register:companies_house of " in told
    assert [owner.party for owner in view.owners.owners] == [held.owner]
    assert held.control, "the majority of votes"


def test_a_register_that_contradicts_a_chain_is_told_of_the_whole(desk: Desk) -> None:
    anna = owner("Anna Maria Voorbeeld", {"percent": 20, "through": ["Drakemarsh Holding B.V."]}, "1978-04-11")
    submit(desk, anna, fields=fields_for("companies_house"))
    view = read(desk)
    (told,) = shapes.tell_disputes(view)
    assert told.startswith("Anna Maria Voorbeeld in all: 20 % by submission of ")
    (found,) = view.owners.found
    assert str(found.interest) == "20 to 100 %"
    assert {str(Interval(held.low, held.high)) for held in view.graph.holdings if held.high} == {"20 to 100 %"}
    (dispute,) = shapes.write(view, picture=False)["disputed"]
    assert (dispute["owner"], len(dispute["statements"])) == (found.party, 2)


def test_owners_of_another_birth_date_are_two(desk: Desk) -> None:
    other = owner("Anna Maria Voorbeeld", {"percent": 20}, "1950-01-02")
    submit(desk, other, fields=fields_for("companies_house"))
    assert len(read(desk).owners.owners) == 2


def test_nobody_said_anything(desk: Desk) -> None:
    submit(desk)
    view = read(desk)
    assert (view.owners.owners, view.statements) == ((), ())
    assert {finding.code for finding in view.owners.findings} == {Code.GAP, Code.NOBODY_FOUND}


def test_a_share_that_nobody_stated_may_be_any(desk: Desk) -> None:
    submit(desk, owner("Bram Oosterhuis"), owner("Chiara Lombardi", {"band": "25-50"}))
    bram = next(one for one in read(desk).owners.found if one.verdict is Verdict.POSSIBLE)
    assert str(bram.interest) == "0 to 75 %"


def test_a_director_with_a_share_is_an_owner_too(desk: Desk) -> None:
    fields: Fields = {"person.name": "Bram Oosterhuis", "person.ownership": {"percent": 60}}
    submit(desk, Party(SubjectKind.PERSON, "director", Personal(fields)), director("Chiara Lombardi"))
    (bram,) = read(desk).owners.owners
    assert str(bram.interest) == "60 %"


def test_owners_stay_when_the_relationship_ends_and_go_when_they_are_taken_off(desk: Desk) -> None:
    submit(desk, owner("Bram Oosterhuis", {"percent": 60}), owner("Chiara Lombardi", {"percent": 40}))
    submit(desk, owner("Bram Oosterhuis", {"percent": 60}))
    assert len(read(desk).owners.owners) == 1
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        end_relationship(work, "shop-1")
    assert len(read(desk).owners.owners) == 1


def test_the_threshold_may_be_lower(desk: Desk) -> None:
    submit(desk, owner("Bram Oosterhuis", {"percent": 20}))
    assert not read(desk).owners.found
    assert read(desk, 15.0).owners.found


def test_the_reading_is_in_the_audit(desk: Desk) -> None:
    submit(desk)
    view = read(desk)
    with desk.rt.open_work(desk.tenant.id, "key:analyst", read_only=True) as work:
        read_of = [
            entry.subject_id for entry in work.audit.page(None, 50).items if entry.op == "subject.ownership_read"
        ]
    assert read_of == [view.subject.id]


def test_an_unknown_reference_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        read(desk)


def test_who_restricted_the_use_of_their_data_is_left_alone(desk: Desk) -> None:
    submit(desk, owner("Bram Oosterhuis", {"percent": 100}))
    person = read(desk).owners.found[0].party
    with desk.rt.open_work(desk.tenant.id, "officer") as work:
        grounds.keep(work, NewGround(kind=GroundKind.RESTRICTION, reference="req-1", subject_id=person))
    with pytest.raises(PolicyDeniedError):
        read(desk)


def test_no_name_shows_where_a_result_is_written_to_a_log(desk: Desk) -> None:
    confirmed(desk, *TWO_CHAINS)
    shown = repr(read(desk))
    assert [name for name in ("Badege", "Drakemarsh", "Voorbeeld", "Vexhammer") if name in shown] == []
