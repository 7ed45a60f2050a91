"""GLEIF: an LEI that stands, one that lapsed, one that was annulled; parents named, absent and withheld."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.gleif import GleifStandIn
from kyc_service.domain.registers import Candidate, Extract, Flag, Outcome, Owner, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Question, Request
from kyc_service.verifiers.gleif import Gleif
from tests.fixtures.registers import to_call, walk
from watchlists.dates import PartialDate

STAND_IN = GleifStandIn()
LEI = STAND_IN.numbers[Scenario.FOUND]
WITHHOLDS = STAND_IN.numbers[Scenario.OTHER_NAME]
RECORD = f"/lei-records/{LEI}"
JSON_API = "application/vnd.api+json"
NOTHING = say({"errors": [{"status": "404", "title": "Not Found"}]}, HTTPStatus.NOT_FOUND, JSON_API)


def body_of(path: str) -> dict[str, Any]:
    said = STAND_IN.answer(Call(method="GET", path=path, query={}, headers={}))
    found: dict[str, Any] = json.loads(said.body)
    return found


def record(*, entity: str | None = "ACTIVE", registration: str = "ISSUED") -> dict[str, Any]:
    body = body_of(RECORD)
    body["data"]["attributes"]["entity"]["status"] = entity
    body["data"]["attributes"]["registration"]["status"] = registration
    return body


def exception(reason: str | None, lei: str = LEI) -> Said:
    return say({"data": {"type": "reporting-exceptions", "attributes": {"lei": lei, "reason": reason}}})


def ask(answers: Mapping[str, Said], asked: list[str] | None = None) -> Verdict:
    """Ask for LEI; what is not in the answers is said by the stand-in."""

    def answer(request: Request) -> Said:
        if asked is not None:
            asked.append(request.path)
        return answers.get(request.path) or STAND_IN.answer(to_call(request))

    return walk(Gleif().ask(Question("NL", number=LEI), NO_ACCESS), answer)


def test_a_full_answer_fills_every_member_that_the_index_knows() -> None:
    verdict = ask({})
    consolidates = ("accounting consolidation parent",)
    assert verdict == Verdict(
        outcome=Outcome.VERIFIED,
        reference="2026-11-25T16:00:00Z",
        extract=Extract(
            name="VOORBEELD HANDEL B.V.",
            other_names=("VOORBEELD TRADING",),
            number=LEI,
            address=RegisteredAddress(
                lines=("Keizersgracht 900",), city="AMSTERDAM", region="NL-NH", postal_code="1017 ZZ", country="NL"
            ),
            legal_form="54M6",
            standing=Standing.ACTIVE,
            status="ACTIVE / ISSUED",
            incorporated_on=PartialDate.of(2015, 6, 22),
            owners=(
                Owner(
                    name="VOORBEELD GROEP N.V.",
                    is_person=False,
                    country="NL",
                    natures=consolidates,
                    number="ZZ9900VOORBEELD01731",
                ),
                Owner(
                    name="VOORBEELD HOLDING SE",
                    is_person=False,
                    country="NL",
                    natures=consolidates,
                    number="ZZ9900VOORBEELD01828",
                ),
            ),
        ),
    )


def test_it_sends_an_lei_and_nothing_else() -> None:
    sent: list[Request] = []

    def answer(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    spelled = f"{LEI[:4].lower()} {LEI[4:]}"
    question = Question("NL", number=spelled, vat="NL990000002B45", name="Voorbeeld Handel B.V.")
    assert walk(Gleif().ask(question, NO_ACCESS), answer).outcome is Outcome.VERIFIED
    assert [one.path for one in sent] == [RECORD, f"{RECORD}/direct-parent", f"{RECORD}/ultimate-parent"]
    for one in sent:
        assert (one.method, one.json, dict(one.query), one.basic) == ("GET", None, {}, None)
        assert (dict(one.headers), one.secret_headers, one.secret_query) == ({"Accept": JSON_API}, {}, {})
        assert one.media_types == (JSON_API, "application/json")


@pytest.mark.parametrize(
    ("entity", "registration", "outcome", "code", "standing", "flags"),
    [
        ("ACTIVE", "ISSUED", Outcome.VERIFIED, None, Standing.ACTIVE, ()),
        ("ACTIVE", "LAPSED", Outcome.VERIFIED, None, Standing.ACTIVE, (Flag.LEI_LAPSED,)),
        ("INACTIVE", "LAPSED", Outcome.VERIFIED, None, Standing.ENDED, (Flag.DISSOLVED, Flag.LEI_LAPSED)),
        ("INACTIVE", "ISSUED", Outcome.VERIFIED, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("INACTIVE", "RETIRED", Outcome.VERIFIED, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("ACTIVE", "RETIRED", Outcome.VERIFIED, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("INACTIVE", "MERGED", Outcome.VERIFIED, None, Standing.ENDED, (Flag.DISSOLVED,)),
        ("ACTIVE", "PENDING_TRANSFER", Outcome.VERIFIED, None, Standing.ACTIVE, ()),
        ("ACTIVE", "PENDING_ARCHIVAL", Outcome.VERIFIED, None, Standing.ACTIVE, ()),
        ("SLEEPING", "ISSUED", Outcome.VERIFIED, None, Standing.UNKNOWN, ()),
        (None, "ISSUED", Outcome.VERIFIED, None, Standing.UNKNOWN, ()),
        ("ACTIVE", "DUPLICATE", Outcome.NOT_VERIFIED, "lei_duplicate", Standing.UNKNOWN, ()),
        ("NULL", "DUPLICATE", Outcome.NOT_VERIFIED, "lei_duplicate", Standing.UNKNOWN, ()),
        ("INACTIVE", "ANNULLED", Outcome.NOT_VERIFIED, "lei_annulled", Standing.UNKNOWN, ()),
        ("ACTIVE", "CANCELLED", Outcome.NOT_VERIFIED, "lei_cancelled", Standing.UNKNOWN, ()),
    ],
)
def test_what_each_status_means(
    entity: str | None,
    registration: str,
    outcome: Outcome,
    code: str | None,
    standing: Standing,
    flags: tuple[Flag, ...],
) -> None:
    verdict = ask({RECORD: say(record(entity=entity, registration=registration))})
    assert verdict.extract is not None
    assert (verdict.outcome, verdict.code) == (outcome, code)
    assert (verdict.extract.standing, verdict.extract.flags) == (standing, flags)
    assert verdict.extract.name == "VOORBEELD HANDEL B.V."


def test_an_ended_business_has_the_day_of_its_end() -> None:
    body = body_of(f"/lei-records/{STAND_IN.numbers[Scenario.ENDED]}")
    body["data"]["attributes"]["lei"] = LEI
    verdict = ask({RECORD: say(body)})
    assert verdict.extract is not None
    assert verdict.extract.ended_on == PartialDate.of(2025, 3, 31)
    assert verdict.extract.ended_on.earliest == dt.date(2025, 3, 31)


@pytest.mark.parametrize(
    ("reason", "flags"),
    [
        ("NATURAL_PERSONS", ()),
        ("NO_KNOWN_PERSON", ()),
        ("NON_CONSOLIDATING", ()),
        ("NON_PUBLIC", (Flag.PARENT_WITHHELD,)),
        ("NO_LEI", (Flag.PARENT_WITHHELD,)),
        ("BINDING_LEGAL_COMMITMENTS", (Flag.PARENT_WITHHELD,)),
        ("LEGAL_OBSTACLES", (Flag.PARENT_WITHHELD,)),
        ("CONSENT_NOT_OBTAINED", (Flag.PARENT_WITHHELD,)),
        ("DETRIMENT_NOT_EXCLUDED", (Flag.PARENT_WITHHELD,)),
        ("DISCLOSURE_DETRIMENTAL", (Flag.PARENT_WITHHELD,)),
        ("A_WORD_OF_TOMORROW", (Flag.PARENT_WITHHELD,)),
    ],
)
def test_only_a_reason_that_leaves_a_parent_unnamed_is_flagged(reason: str, flags: tuple[Flag, ...]) -> None:
    direct = f"{RECORD}/direct-parent"
    verdict = ask({direct: NOTHING, f"{direct}-reporting-exception": exception(reason)})
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert (verdict.extract.owners, verdict.extract.flags) == ((), flags)


def test_a_record_that_points_to_its_exception_costs_two_requests() -> None:
    asked: list[str] = []
    body = record()
    body["data"]["relationships"]["direct-parent"]["links"] = {"reporting-exception": "https://register.example/"}
    verdict = ask({RECORD: say(body), f"{RECORD}/direct-parent-reporting-exception": exception("NON_PUBLIC")}, asked)
    assert asked == [RECORD, f"{RECORD}/direct-parent-reporting-exception"]
    assert verdict.extract is not None
    assert verdict.extract.flags == (Flag.PARENT_WITHHELD,)


def test_neither_parent_nor_exception_is_no_flag() -> None:
    direct = f"{RECORD}/direct-parent"
    asked: list[str] = []
    verdict = ask({direct: NOTHING, f"{direct}-reporting-exception": NOTHING}, asked)
    assert asked == [RECORD, direct, f"{direct}-reporting-exception"]
    assert verdict.extract is not None
    assert (verdict.extract.owners, verdict.extract.flags) == ((), ())


def test_a_parent_that_is_both_direct_and_ultimate_is_named_once() -> None:
    verdict = ask({f"{RECORD}/ultimate-parent": say(body_of(f"{RECORD}/direct-parent"))})
    assert verdict.extract is not None
    assert [owner.name for owner in verdict.extract.owners] == ["VOORBEELD GROEP N.V."]


def test_a_withheld_ultimate_parent_is_flagged_beside_the_direct_one() -> None:
    ultimate = f"{RECORD}/ultimate-parent"
    verdict = ask({ultimate: NOTHING, f"{ultimate}-reporting-exception": exception("NON_PUBLIC")})
    assert verdict.extract is not None
    assert [owner.number for owner in verdict.extract.owners] == ["ZZ9900VOORBEELD01731"]
    assert verdict.extract.flags == (Flag.PARENT_WITHHELD,)


def test_no_parent_is_ever_a_share_or_the_whole_list_of_owners() -> None:
    extract = ask({}).extract
    assert extract is not None
    assert not extract.names_owners
    assert not extract.names_officers
    assert all((owner.low, owner.high, owner.is_person) == (None, None, False) for owner in extract.owners)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (RECORD, say({"data": None})),
        (RECORD, say([])),
        (RECORD, say({}, HTTPStatus.NOT_FOUND)),
        (RECORD, say({"message": "no route"}, HTTPStatus.NOT_FOUND)),
        (RECORD, say({"errors": [{"status": "400"}]}, HTTPStatus.BAD_REQUEST)),
        (RECORD, say(body_of(RECORD), HTTPStatus.ACCEPTED)),
        (RECORD, say(body_of(f"/lei-records/{WITHHOLDS}"))),
        (f"{RECORD}/direct-parent", say({}, HTTPStatus.NOT_FOUND)),
        (f"{RECORD}/direct-parent", say({"data": {"attributes": {"lei": WITHHOLDS}}})),
        (f"{RECORD}/direct-parent", say({"errors": []}, HTTPStatus.BAD_REQUEST)),
    ],
)
def test_another_shape_is_no_answer(path: str, said: Said) -> None:
    verdict = ask({path: said})
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.UNAVAILABLE, "malformed_answer", None)


@pytest.mark.parametrize("said", [exception(None), exception("NON_PUBLIC", WITHHOLDS), say({}, HTTPStatus.NOT_FOUND)])
def test_an_exception_of_another_business_or_without_reason_is_no_answer(said: Said) -> None:
    direct = f"{RECORD}/direct-parent"
    assert ask({direct: NOTHING, f"{direct}-reporting-exception": said}).code == "malformed_answer"


def test_an_unknown_lei_is_not_found() -> None:
    assert ask({RECORD: NOTHING}) == Verdict(outcome=Outcome.NOT_VERIFIED, code="not_found")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (LEI, True),
        (LEI.lower(), True),
        (f"{LEI[:4]}-{LEI[4:]}", True),
        (LEI[:-1] + "8", False),
        (LEI[:-1], False),
        ("99900001", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_sound_lei_is_recognised(number: str | None, expected: bool) -> None:
    assert Gleif().recognises(Question(None, number=number)) is expected
    assert Gleif().recognises(Question("GB", number=number)) is expected


def test_a_search_gives_candidates_and_verifies_nothing() -> None:
    sent: list[Request] = []

    def answer(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    steps = Gleif().search(Question("NL", name="voorbeeld handel"), NO_ACCESS)
    assert steps is not None
    verdict = walk(steps, answer)
    assert (verdict.outcome, verdict.code, verdict.extract) == (Outcome.NOT_VERIFIED, "not_found", None)
    found = Candidate(name="VOORBEELD HANDEL B.V.", number=LEI, standing=Standing.ACTIVE, place="AMSTERDAM")
    assert verdict.candidates == (found,)
    assert sent[0].path == "/lei-records"
    assert dict(sent[0].query) == {
        "filter[entity.legalName]": "voorbeeld handel",
        "filter[entity.legalAddress.country]": "NL",
        "page[size]": "5",
    }


def test_a_search_that_finds_nothing_has_no_candidates() -> None:
    steps = Gleif().search(Question(None, name="niemand"), NO_ACCESS)
    assert steps is not None
    verdict = walk(steps, lambda request: STAND_IN.answer(to_call(request)))
    assert (verdict.outcome, verdict.candidates) == (Outcome.NOT_VERIFIED, ())


def test_without_a_name_there_is_no_search() -> None:
    assert Gleif().search(Question("NL", number=LEI), NO_ACCESS) is None


def test_it_needs_nothing_from_the_operator() -> None:
    assert Gleif().missing(NO_ACCESS) == ()
