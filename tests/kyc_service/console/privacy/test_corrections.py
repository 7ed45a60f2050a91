"""Corrections at the desk: what is on file, what it should be, and what follows."""

from __future__ import annotations

import pytest

from kyc_service.console.privacy.corrections import change, leaves, nest
from kyc_service.domain.people.roles import Role
from kyc_service.domain.subjects import SubjectKind
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/privacy"
FIELDS = {
    "business.name": "Jansen Fietsen B.V.",
    "business.registration.number": "12345678",
    "business.trading_names": ["JF", "Fietsland"],
    "business.addresses": [{"lines": ["Kade 1"], "city": "Utrecht", "country": "NL"}],
    "check.metadata": {"shop": 1},
}


@pytest.fixture
def officer(enter: Enter, caller: Caller) -> Visitor:
    caller.run(caller.submit())
    return enter(caller, Role.PRIVACY_OFFICER)


def _ask(officer: Visitor, subject: str, kind: str = "rectify") -> str:
    form = {"subject": subject, "kind": kind, "words": "My name is spelt wrongly."}
    path = officer.post(f"{PATH}/requests", form).headers["Location"]
    assert officer.post(f"{path}/verification", {"version": "1", "method": "document_seen"}).status_code == 303
    return path


def test_what_is_on_file_is_put_right_and_everybody_is_screened_again(officer: Visitor, caller: Caller) -> None:
    path = _ask(officer, "shop-1")
    assert f"{path}/correction" in read(officer.get(path))
    page = read(officer.get(f"{path}/correction"))
    assert 'name="value:name" value="Jansen Fietsen B.V."' in page
    assert 'name="value:addresses/0/city" value="Utrecht"' in page
    form = {"version": "2", "value:name": "Janssen Fietsen B.V.", "value:addresses/0/city": "Zeist"}
    form |= {"add": "website", "added": "https://janssen.example"}
    assert officer.post(f"{path}/correction", form).status_code == 303
    assert "Answered" in read(officer.get(path))
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        business = work.subjects.by_reference("shop-1")
        assert business is not None
        known = work.subjects.read(business.id).use("aml_check")
        latest = work.verifications.latest_of(business.id)
        ops = [(one.op, one.actor) for one in work.audit.page(None, 100).items]
    assert (known["business.name"], known["business.website"]) == ("Janssen Fietsen B.V.", "https://janssen.example")
    assert known["business.addresses"][0]["city"] == "Zeist"  # type: ignore[index,call-overload]
    assert known["business.registration.number"] == "12345678"
    assert latest is not None
    assert latest.trigger == "data_change"
    assert ("request.details_read", officer.account_id) in ops


def test_a_person_is_corrected_and_the_others_stay(officer: Visitor, caller: Caller) -> None:
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        business = work.subjects.by_reference("shop-1")
        assert business is not None
        before = work.subjects.people_of(business.id)
        director = next(person for person in before if person.role == "director")
    path = _ask(officer, director.id)
    form = {"version": "2", "value:date_of_birth": "1980-02-04"}
    assert officer.post(f"{path}/correction", form).status_code == 303
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        people = work.subjects.people_of(business.id)
        born = [work.subjects.read(one.id).use("aml_check").get("person.date_of_birth") for one in people]
    assert sorted(one.role for one in people) == sorted(one.role for one in before)
    assert "1980-02-04" in born
    assert "1980-02-03" not in born


def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(officer: Visitor) -> None:
    path = _ask(officer, "shop-1")
    form = {"version": "2", "value:registration/date": "2911-04-01", "value:name": "Kept as typed"}
    page = read(officer.post(f"{path}/correction", form), 422)
    assert 'class="fault"' in page
    assert 'value="Kept as typed"' in page
    assert officer.post(f"{path}/correction", {"version": "2"}).status_code == 409
    assert officer.post(f"{path}/correction", {**form, "version": "1"}).status_code == 412
    assert officer.post(f"{path}/correction", {"version": "2", "add": "role", "added": "x"}).status_code == 422


def test_only_a_correction_whose_asker_is_known_is_shown(officer: Visitor) -> None:
    other = _ask(officer, "shop-1", "access")
    assert officer.get(f"{other}/correction").status_code == 409
    unknown = officer.post(f"{PATH}/requests", {"subject": "shop-1", "kind": "rectify", "words": "Wrong."})
    assert officer.get(f"{unknown.headers['Location']}/correction").status_code == 409


def test_what_is_on_file_is_written_as_a_submission_says_it_and_changed_at_its_places() -> None:
    body = nest(FIELDS, SubjectKind.BUSINESS)
    assert body == {
        "name": "Jansen Fietsen B.V.",
        "registration": {"number": "12345678"},
        "trading_names": ["JF", "Fietsland"],
        "addresses": [{"lines": ["Kade 1"], "city": "Utrecht", "country": "NL"}],
    }
    assert [leaf.place for leaf in leaves(body)] == [
        "name",
        "registration/number",
        "trading_names",
        "addresses/0/lines",
        "addresses/0/city",
        "addresses/0/country",
    ]
    form = {"value:trading_names": "JF\r\n\r\n Bike Land ", "value:registration/number": "", "value:other": "x"}
    made = change(body, form)
    assert (made["trading_names"], made["registration"]) == (["JF", "Bike Land"], {})
    assert change(body, {f"value:{leaf.place}": leaf.text for leaf in leaves(body)}) == body
