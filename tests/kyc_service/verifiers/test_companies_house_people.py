"""People of a British company: who acts, who controls in which band, and when the lists are whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import pytest

from jobs.standins.base import Said, Scenario, say
from jobs.standins.companies_house import CompaniesHouseStandIn
from kyc_service.domain.registers import Extract, Officer, Outcome, Owner, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Access, Question, Request
from kyc_service.verifiers.companies_house import CompaniesHouse
from tests.fixtures.registers import play, to_call, walk
from watchlists.dates import PartialDate

Items = Sequence[Mapping[str, object]]
NUMBER = CompaniesHouseStandIn.numbers[Scenario.FOUND]
ACCESS = Access(key=Secret(CompaniesHouseStandIn.key))
QUESTION = Question("GB", number=NUMBER)
PERSON: Mapping[str, object] = {
    "kind": "individual-person-with-significant-control",
    "name": "Ms Anna Voorbeeld",
    "natures_of_control": ["ownership-of-shares-75-to-100-percent"],
    "notified_on": "2016-04-06",
}
DIRECTOR: Mapping[str, object] = {
    "name": "VOORBEELD, Anna",
    "officer_role": "director",
    "appointed_on": "2015-06-22",
}
GONE = DIRECTOR | {"name": "VERZONNEN, Piet", "resigned_on": "2019-12-31"}


def played(officers: Items = (), control: Items = ()) -> Verdict:
    stand_in = CompaniesHouseStandIn()
    stand_in.officers, stand_in.control = officers, control
    return play(CompaniesHouse(), stand_in, QUESTION, ACCESS)


def read(officers: Items = (), control: Items = ()) -> Extract:
    verdict = played(officers, control)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    return verdict.extract


def test_officers_are_read_with_their_birth_month_and_their_end() -> None:
    officers = play(CompaniesHouse(), CompaniesHouseStandIn(), QUESTION, ACCESS).extract
    assert officers is not None
    assert officers.officers == (
        Officer(
            name="VOORBEELD, Anna Maria",
            role="director",
            born=PartialDate.of(1978, 4),
            nationality="Dutch",
            since=dt.date(2015, 6, 22),
        ),
        Officer(
            name="VOORBEELD SECRETARIES LIMITED",
            role="corporate-secretary",
            is_person=False,
            since=dt.date(2016, 1, 1),
            number="99900099",
        ),
        Officer(
            name="VERZONNEN, Piet",
            role="director",
            born=PartialDate.of(1951, 8),
            nationality="British",
            since=dt.date(2015, 6, 22),
            until=dt.date(2019, 12, 31),
        ),
    )


def test_owners_are_read_with_their_band_and_their_end() -> None:
    extract = play(CompaniesHouse(), CompaniesHouseStandIn(), QUESTION, ACCESS).extract
    assert extract is not None
    assert extract.owners == (
        Owner(
            name="Ms Anna Maria Voorbeeld",
            born=PartialDate.of(1978, 4),
            nationality="Dutch",
            country="GB",
            low=50.0,
            high=100.0,
            natures=("ownership-of-shares-50-to-75-percent", "voting-rights-75-to-100-percent"),
            since=dt.date(2016, 4, 6),
        ),
        Owner(
            name="Voorbeeld Groep Limited",
            is_person=False,
            country="GB",
            natures=("right-to-appoint-and-remove-directors",),
            since=dt.date(2016, 7, 1),
            until=dt.date(2020, 2, 29),
            number="99900098",
        ),
    )


@pytest.mark.parametrize(
    ("natures", "low", "high"),
    [
        (["ownership-of-shares-25-to-50-percent"], 25.0, 50.0),
        (["ownership-of-shares-50-to-75-percent"], 50.0, 75.0),
        (["ownership-of-shares-75-to-100-percent"], 75.0, 100.0),
        (["voting-rights-25-to-50-percent-as-trust"], 25.0, 50.0),
        (["ownership-of-shares-75-to-100-percent-as-firm"], 75.0, 100.0),
        (["voting-rights-75-to-100-percent-limited-liability-partnership"], 75.0, 100.0),
        (["right-to-share-surplus-assets-50-to-75-percent-limited-liability-partnership"], 50.0, 75.0),
        (["part-right-to-share-surplus-assets-25-to-50-percent"], 25.0, 50.0),
        (["ownership-of-shares-more-than-25-percent-registered-overseas-entity"], 25.0, 100.0),
        (["voting-rights-more-than-25-percent-as-trust-registered-overseas-entity"], 25.0, 100.0),
        (["ownership-of-shares-25-to-50-percent", "voting-rights-75-to-100-percent"], 25.0, 100.0),
        (["ownership-of-shares-25-to-50-percent", "right-to-appoint-and-remove-directors"], 25.0, 50.0),
        (["right-to-appoint-and-remove-directors"], None, None),
        (["significant-influence-or-control"], None, None),
        (["ownership-of-shares-75-to-50-percent"], None, None),
        (["a-word-of-tomorrow-25-to-50-percent"], None, None),
        ([], None, None),
    ],
)
def test_a_band_stays_a_band(natures: list[str], low: float | None, high: float | None) -> None:
    (owner,) = read(control=[PERSON | {"natures_of_control": natures}]).owners
    assert (owner.low, owner.high, owner.natures) == (low, high, tuple(natures))


@pytest.mark.parametrize(
    ("kind", "is_person"),
    [
        ("individual-person-with-significant-control", True),
        ("individual-beneficial-owner", True),
        ("corporate-entity-person-with-significant-control", False),
        ("corporate-entity-beneficial-owner", False),
        ("legal-person-person-with-significant-control", False),
        ("legal-person-beneficial-owner", False),
    ],
)
def test_each_kind_is_a_person_or_not(kind: str, *, is_person: bool) -> None:
    (owner,) = read(control=[PERSON | {"kind": kind}]).owners
    assert owner.is_person is is_person


@pytest.mark.parametrize("kind", ["super-secure-person-with-significant-control", "super-secure-beneficial-owner"])
def test_a_protected_person_is_not_named_and_so_the_list_is_not_whole(kind: str) -> None:
    protected = {"kind": kind, "description": "super-secure-persons-with-significant-control"}
    extract = read(control=[PERSON, protected])
    assert [owner.name for owner in extract.owners] == ["Ms Anna Voorbeeld"]
    assert not extract.names_owners
    assert read(control=[PERSON]).names_owners


def test_control_that_ceased_on_no_day_is_left_out() -> None:
    assert read(control=[PERSON | {"ceased": True}, PERSON | {"name": "Ms Beatrix Voorbeeld"}]).owners == (
        Owner(
            name="Ms Beatrix Voorbeeld",
            low=75.0,
            high=100.0,
            natures=("ownership-of-shares-75-to-100-percent",),
            since=dt.date(2016, 4, 6),
        ),
    )


def test_a_list_of_people_who_all_left_names_nobody_who_is_there() -> None:
    extract = read([GONE], [PERSON | {"ceased_on": "2020-01-01"}])
    assert (len(extract.officers), extract.names_officers) == (1, False)
    assert (len(extract.owners), extract.names_owners) == (1, False)


def test_an_empty_list_names_nobody() -> None:
    extract = read()
    assert (extract.names_officers, extract.names_owners) == (False, False)


@pytest.mark.parametrize(
    ("living", "gone", "pages", "read_officers", "whole"),
    [(1, 0, 1, 1, True), (35, 0, 1, 35, True), (36, 0, 2, 36, True), (3, 97, 3, 100, True), (3, 197, 3, 105, True),
     (105, 0, 3, 105, True), (106, 0, 3, 105, False), (106, 50, 3, 105, False)],
)  # fmt: skip
def test_three_pages_are_read_and_the_list_is_whole_when_all_who_act_were_on_them(
    living: int, gone: int, pages: int, read_officers: int, *, whole: bool
) -> None:
    stand_in = CompaniesHouseStandIn()
    stand_in.officers = [DIRECTOR] * living + [GONE] * gone
    starts: list[str] = []

    def answer(request: Request) -> Said:
        if request.path.endswith("/officers"):
            starts.append(request.query["start_index"])
        return stand_in.answer(to_call(request))

    extract = walk(CompaniesHouse().ask(QUESTION, ACCESS), answer).extract
    assert extract is not None
    assert starts == [str(35 * page) for page in range(pages)]
    assert (len(extract.officers), extract.names_officers) == (read_officers, whole)


def test_who_acts_on_a_page_that_was_not_read_keeps_the_list_from_being_whole() -> None:
    assert not read([GONE] * 105 + [DIRECTOR]).names_officers


@pytest.mark.parametrize(
    ("total", "second", "asked", "count", "whole"),
    [(60, 0, ["0", "35"], 35, False), (60, 25, ["0", "35"], 60, True), (35, 0, ["0"], 35, True)],
)
def test_without_a_count_of_who_acts_only_the_whole_list_is_whole(
    total: int, second: int, asked: list[str], count: int, *, whole: bool
) -> None:
    pages = {"0": [DIRECTOR] * 35, "35": [DIRECTOR] * second}
    starts: list[str] = []

    def answer(request: Request) -> Said:
        if not request.path.endswith("/officers"):
            return CompaniesHouseStandIn().answer(to_call(request))
        starts.append(request.query["start_index"])
        return say({"total_results": total, "items": pages[starts[-1]]})

    extract = walk(CompaniesHouse().ask(QUESTION, ACCESS), answer).extract
    assert extract is not None
    assert (starts, len(extract.officers), extract.names_officers) == (asked, count, whole)


def test_no_list_is_no_data_and_not_nobody() -> None:
    def answer(request: Request) -> Said:
        if request.path.endswith(NUMBER):
            return CompaniesHouseStandIn().answer(to_call(request))
        return say({}, HTTPStatus.NOT_FOUND)

    verdict = walk(CompaniesHouse().ask(QUESTION, ACCESS), answer)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert (verdict.extract.officers, verdict.extract.names_officers) == ((), False)
    assert (verdict.extract.owners, verdict.extract.names_owners) == ((), False)


@pytest.mark.parametrize(
    ("officers", "control"),
    [
        ([DIRECTOR | {"name": None}], []),
        ([DIRECTOR | {"officer_role": 7}], []),
        ([DIRECTOR | {"date_of_birth": {"month": 13, "year": 1978}}], []),
        ([DIRECTOR | {"date_of_birth": {"month": 4}}], []),
        ([DIRECTOR | {"date_of_birth": {"month": "april", "year": 1978}}], []),
        ([DIRECTOR | {"date_of_birth": "1978-04"}], []),
        ([DIRECTOR | {"resigned_on": "soon"}], []),
        ([], [PERSON | {"kind": None}]),
        ([], [PERSON | {"name": None}]),
        ([], [PERSON | {"natures_of_control": "all"}]),
        ([], [PERSON | {"ceased": "no"}]),
    ],
)
def test_people_in_another_shape_are_no_answer(officers: Items, control: Items) -> None:
    assert played(officers or [DIRECTOR], control).code == "malformed_answer"


def test_a_birth_year_alone_is_kept_as_a_year() -> None:
    (officer,) = read([DIRECTOR | {"date_of_birth": {"year": "1978"}}]).officers
    assert officer.born == PartialDate.of(1978)
