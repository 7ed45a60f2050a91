"""Bodies become submissions, or a list of everything that is wrong with them."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.api.bodies.intake import read_change, read_submission
from kyc_service.domain.subjects import SubjectKind
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.policy import file as policy_file
from tests.fixtures.service import submission

TODAY = dt.date(2026, 11, 23)
POLICY = "alibaba-com-privacy"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FULL = submission(
    business={
        "name": "Acme Trading B.V.",
        "trading_names": ["Acme", "Acme Tools"],
        "original_script_name": "上海爱克美贸易有限公司",
        "type": "company",
        "industry": "46.90",
        "registration": {"number": "12345678", "authority": "KVK", "country": "nl", "date": "2011-04-01"},
        "tax": {"vat": "NL004495445B01", "tin": "004495445"},
        "licence": {"number": "WFT-1", "authority": "AFM", "expires": "2029"},
        "addresses": [{"lines": ["Kade 1"], "city": "Utrecht", "region": "Utrecht", "country": "NL"}],
        "website": "https://acme.example",
    },
    contact={"name": "Jan Jansen", "job_title": "Buyer", "department": "Purchasing", "address": {"country": "NL"}},
    people=[
        {
            "role": "owner",
            "given_name": "Anna",
            "family_name": "de Vries",
            "aliases": ["Ans"],
            "date_of_birth": "1978",
            "place_of_birth": {"city": "Utrecht", "country": "SU"},
            "nationalities": ["NL", "nl", "BE"],
            "ownership": {"percent": 60, "through": ["Holding A"]},
        },
    ],
    metadata={"note": "first", "count": 1, "new": True},
)


def faults(body: dict[str, Any]) -> set[Fault]:
    with pytest.raises(InvalidInputError) as caught:
        read_submission(body, TODAY, POLICY)
    return set(caught.value.faults)


def test_a_full_submission_is_flattened_to_fields_that_the_policy_knows() -> None:
    found = read_submission(FULL, TODAY, POLICY)
    fields = found.business.fields.use("test")
    assert fields["business.registration.country"] == "NL"
    assert fields["business.tax.vat"] == "NL004495445B01"
    assert fields["check.metadata"] == {"note": "first", "count": 1, "new": True}
    policy = policy_file.load(None)
    for party in (found.business, *found.people):
        assert policy.collect(party.fields.use("test"))


def test_the_contact_and_each_of_the_people_are_persons_of_their_own() -> None:
    contact, owner = read_submission(FULL, TODAY, POLICY).people
    assert (contact.kind, contact.role, owner.role) == (SubjectKind.PERSON, "contact", "owner")
    assert contact.fields.use("test")["person.addresses"] == [{"country": "NL"}]
    assert owner.fields.use("test")["person.nationalities"] == ["NL", "BE"]
    assert owner.fields.use("test")["person.place_of_birth"] == {"city": "Utrecht", "country": "SU"}


def test_everything_that_is_wrong_is_named_at_once() -> None:
    body = submission(
        role="admin",
        business={"name": "", "registration": {"number": "1", "country": "NL", "date": "2999-01-01"}, "ssn": 1},
        contact={"name": "Jan", "phone": "abc", "website": "x"},
        people=[{"role": "owner"}, {"name": "Anna", "role": "owner", "ownership": {"percent": 101}}],
        policy_id="other",
    )
    assert faults(body) == {
        Fault("/role", "unknown_value"),
        Fault("/business/name", "name_empty"),
        Fault("/business/registration/date", "inconsistent_dates"),
        Fault("/business/registration/number", "invalid_identifier"),
        Fault("/business/ssn", "unknown_field"),
        Fault("/contact/phone", "invalid_phone"),
        Fault("/contact/website", "field_not_allowed_for_type"),
        Fault("/people/0/name", "required"),
        Fault("/people/1/ownership/percent", "invalid_share"),
        Fault("/policy_id", "unknown_policy"),
    }


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"business": {"name": "Acme B.V.", "website": "https://bit.ly/acme"}}, ("website_shortener",)),
        ({"contact": {"name": "Jan Jansen", "email": "jan@mailinator.com"}}, ("email_disposable",)),
        ({"contact": {"name": "Jan Jansen", "phone": "+31 900 1234"}}, ("phone_premium_rate",)),
        ({"people": [{"role": "director", "name": "Jan Jansen", "email": "jan@acme.lan"}]}, ("email_not_public",)),
        ({"contact": {"name": "Jan Jansen", "email": "jan@gmail.com", "phone": "+7 495 123 4567"}}, ()),
    ],
)
def test_a_contact_is_flagged_only_for_what_needs_a_person(changes: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert read_submission(submission(**changes), TODAY, POLICY).flags == flags
    assert read_change(changes, TODAY, POLICY)[1] == flags


def test_a_mailbox_that_looks_like_the_website_is_flagged() -> None:
    body = submission(
        business={"name": "Acme Trading B.V.", "website": "https://acmetrading.nl"},
        contact={"name": "Jan Jansen", "email": "jan@acmetradlng.nl"},
    )
    assert read_submission(body, TODAY, POLICY).flags == ("email_lookalike_domain",)


def test_flags_come_in_order_and_once() -> None:
    body = submission(contact={"name": "test"}, people=[{"role": "owner", "name": "xxx"}], business={"name": "3 test"})
    assert read_submission(body, TODAY, POLICY).flags == ("placeholder_name",)


def test_a_change_has_only_the_parts_that_are_given() -> None:
    data, flags = read_change({"people": []}, TODAY, POLICY)
    assert (data, flags) == ({"people": []}, ())


@given(st.dictionaries(st.sampled_from(["reference", "business", "contact", "people", "metadata", "x"]), JSON))
def test_any_object_is_read_or_refused(body: dict[str, Any]) -> None:
    assert faults(body)


@given(st.sampled_from(sorted(FULL["business"])), JSON)
def test_any_value_of_a_business_is_read_or_refused(name: str, value: Any) -> None:
    body = submission(business={**FULL["business"], name: value})
    try:
        found: object = read_submission(body, TODAY, POLICY).flags
    except InvalidInputError as error:
        found = error.faults
    assert isinstance(found, tuple)
