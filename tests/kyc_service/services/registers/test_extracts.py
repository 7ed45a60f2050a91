"""What a register said is kept and read again without loss, under names of the policy's closed list."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.registers import Extract, Flag, Officer, Outcome, Owner, RegisteredAddress, Standing, Verdict
from kyc_service.policy import file as policy_file
from kyc_service.services.registers import extracts
from kyc_service.settings import Settings
from watchlists.dates import PartialDate

words = st.text(min_size=1, max_size=12)
maybe = st.none() | words
days = st.none() | st.dates(min_value=dt.date(1800, 1, 1), max_value=dt.date(2100, 1, 1))
partial = st.none() | st.builds(
    lambda day, length: PartialDate.parse(day.isoformat()[:length]),
    st.dates(min_value=dt.date(1800, 1, 1), max_value=dt.date(2100, 1, 1)),
    st.sampled_from((4, 7, 10)),
)
shares = st.none() | st.floats(0, 100)
addresses = st.builds(
    RegisteredAddress,
    lines=st.lists(words, max_size=3).map(tuple),
    city=maybe,
    region=maybe,
    postal_code=maybe,
    country=maybe,
)
officers = st.builds(
    Officer,
    name=words,
    role=words,
    is_person=st.booleans(),
    born=partial,
    nationality=maybe,
    since=days,
    until=days,
    number=maybe,
)
owners = st.builds(
    Owner,
    name=words,
    is_person=st.booleans(),
    born=partial,
    nationality=maybe,
    country=maybe,
    low=shares,
    high=shares,
    natures=st.lists(words, max_size=2).map(tuple),
    since=days,
    until=days,
    number=maybe,
)
found = st.builds(
    Extract,
    name=maybe,
    other_names=st.lists(words, max_size=3).map(tuple),
    number=maybe,
    address=st.none() | addresses,
    legal_form=maybe,
    standing=st.sampled_from(Standing),
    status=maybe,
    incorporated_on=partial,
    ended_on=partial,
    officers=st.lists(officers, max_size=2).map(tuple),
    owners=st.lists(owners, max_size=2).map(tuple),
    names_officers=st.booleans(),
    names_owners=st.booleans(),
    flags=st.lists(st.sampled_from(Flag), max_size=3).map(tuple),
)
verdicts = st.builds(
    Verdict,
    outcome=st.sampled_from((Outcome.VERIFIED, Outcome.NOT_VERIFIED)),
    extract=st.none() | found.filter(lambda one: one != Extract()),
    code=maybe,
    reference=maybe,
)
ASKED: dict[str, Any] = {"business.registration.number": "12345678", "business.registration.country": "NL"}


def write(verdict: Verdict) -> dict[str, Any]:
    content = extracts.write("kvk", verdict, "https://register.example/12345678", dict(ASKED), [])
    return dict(json.loads(json.dumps(content)))


@given(verdicts)
def test_what_was_written_is_read(verdict: Verdict) -> None:
    assert extracts.read(write(verdict)) == verdict


@given(verdicts)
def test_every_path_is_one_of_the_policys_list(verdict: Verdict) -> None:
    policy = policy_file.load(Settings.from_env({"KYC_DATA_DIR": "unused"}).policy_file)
    allowed = set(policy.rules.categories["public_source"].fields)
    assert set(write(verdict)) <= allowed


@given(verdicts)
def test_an_answer_is_of_its_register_and_question_only(verdict: Verdict) -> None:
    content = write(verdict)
    assert extracts.is_of(content, "kvk", dict(ASKED))
    assert not extracts.is_of(content, "vies", dict(ASKED))
    assert not extracts.is_of(content, "kvk", ASKED | {"business.registration.number": "12345679"})
    assert not extracts.is_of(content, "kvk", {})


def test_what_somebody_else_put_on_file_is_no_answer() -> None:
    assert not extracts.is_of({"source.extract": "Seen in the register.", "source.url": "u"}, "kvk", {})
    assert not extracts.is_of({}, "kvk", {})


@pytest.mark.parametrize("of", [Extract, Officer, Owner, RegisteredAddress])
def test_no_part_is_left_out(of: Any) -> None:
    """A field that is added has to be kept too, and be in the strategies above."""
    known = {
        Extract: 14,
        Officer: 8,
        Owner: 11,
        RegisteredAddress: 5,
    }
    assert len(dataclasses.fields(of)) == known[of]
