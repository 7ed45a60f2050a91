"""Australia: what each answer decides, what is sent, and what is read."""

import json

import pytest
from stdnum.au import abn, acn

from jobs.standins.abn_lookup import ACN, AbnLookupStandIn
from jobs.standins.base import Call, Said, Scenario
from kyc_service.domain.registers import Candidate, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.abn_lookup import AbnLookup
from kyc_service.verifiers.base import NO_ACCESS, Access, Question, Request
from tests.fixtures.registers import play, to_call, walk
from watchlists.dates import PartialDate

STAND_IN = AbnLookupStandIn()
GUID = STAND_IN.key
FOUND = STAND_IN.numbers[Scenario.FOUND]
ACCESS = Access(key=Secret(GUID))
QUESTION = Question("AU", number=FOUND)
REGISTER = AbnLookup()


def details(**change: object) -> dict[str, object]:
    query = {"abn": FOUND, "guid": GUID, "callback": "c"}
    said = STAND_IN.answer(Call(method="GET", path="/AbnDetails.aspx", query=query, headers={}))
    return {**json.loads(said.body[2:-1]), **change}


def script(content: object, wrapped: str = "callback({})") -> Said:
    body = wrapped.replace("{}", json.dumps(content))
    return Said(body=body.encode(), headers={"content-type": "text/javascript; charset=utf-8"})


def ask(said: Said, question: Question = QUESTION) -> Verdict:
    return walk(REGISTER.ask(question, ACCESS), lambda _: said)


def test_the_numbers_of_the_stand_in_are_well_formed() -> None:
    assert all(abn.is_valid(number) for number in STAND_IN.numbers.values())
    assert acn.is_valid(ACN)


@pytest.mark.parametrize(
    ("message", "outcome", "code"),
    [
        ("No record found", Outcome.NOT_VERIFIED, "not_found"),
        ("No record found.", Outcome.NOT_VERIFIED, "not_found"),
        ("No records found", Outcome.NOT_VERIFIED, "not_found"),
        ("Search text is not a valid ABN or ACN", Outcome.INVALID_INPUT, "invalid_number"),
        (
            "The GUID entered is not recognised as a Registered Party",
            Outcome.UNAVAILABLE,
            "credentials_refused",
        ),
        ("The GUID entered is not recognised as a Registered Party. : x", Outcome.UNAVAILABLE, "credentials_refused"),
        ("No record found because the index is being rebuilt", Outcome.UNAVAILABLE, "unknown_message"),
        ("Service unavailable", Outcome.UNAVAILABLE, "unknown_message"),
    ],
)
def test_a_message_decides(message: str, outcome: Outcome, code: str) -> None:
    # The number stands in the answer all the same: it verifies nothing.
    verdict = ask(script(details(Message=message)))
    assert (verdict.outcome, verdict.code, verdict.extract) == (outcome, code, None)
    assert verdict.retry is (code != "credentials_refused")


@pytest.mark.parametrize(
    "said",
    [
        script(details(), "{}"),
        script(details(), "other({})"),
        script(details(), "callback({}); alert(1)"),
        script(details(), "callback({}"),
        script(details(), "callback()"),
        script([], "callback({})"),
        script(details(Abn="99000000032")),
        script(details(Abn=None)),
        script(details(EntityName="")),
        script({}),
        Said(status=404, body=b"callback({})", headers={"content-type": "text/javascript"}),
        Said(body=b"callback(\xff)", headers={"content-type": "text/javascript"}),
    ],
)
def test_another_shape_is_an_outage(said: Said) -> None:
    verdict = ask(said)
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "malformed_answer")


@pytest.mark.parametrize("wrapped", ["callback({})", "callback({});", " callback({}) ;\r\n"])
@pytest.mark.parametrize("media_type", ["text/javascript", "application/javascript", "application/json"])
def test_its_call_is_taken_apart(wrapped: str, media_type: str) -> None:
    said = script(details(), wrapped)
    assert ask(Said(body=said.body, headers={"content-type": media_type})).outcome is Outcome.VERIFIED


def test_without_its_guid_the_register_is_shut() -> None:
    verdict = play(REGISTER, STAND_IN, QUESTION, Access(key=Secret("wrong")))
    assert (verdict.outcome, verdict.code, verdict.retry) == (Outcome.UNAVAILABLE, "credentials_refused", False)
    assert REGISTER.missing(NO_ACCESS) == ("key",)


def test_a_full_answer_is_read() -> None:
    extract = play(REGISTER, STAND_IN, QUESTION, ACCESS).extract
    assert extract is not None
    assert (extract.name, extract.other_names) == ("VOORBEELD HANDEL B.V.", ("Made Up Trading",))
    assert (extract.number, extract.legal_form) == (FOUND, "Australian Private Company")
    assert extract.address == RegisteredAddress(region="QLD", postal_code="4000", country="AU")
    assert (extract.standing, extract.status, extract.flags) == (Standing.ACTIVE, "Active", ())
    assert (extract.incorporated_on, extract.ended_on) == (None, None)
    assert (extract.officers, extract.names_officers) == ((), False)
    assert (extract.owners, extract.names_owners) == ((), False)


def test_an_answer_without_a_place_has_no_address() -> None:
    assert ask(script(details(AddressState="", AddressPostcode=None))).extract.address is None


def test_a_cancelled_abn_is_verified_and_ended() -> None:
    extract = play(REGISTER, STAND_IN, Question("AU", number=STAND_IN.numbers[Scenario.ENDED]), ACCESS).extract
    assert extract is not None
    assert (extract.standing, extract.status, extract.flags) == (Standing.ENDED, "Cancelled", (Flag.DISSOLVED,))
    assert extract.ended_on == PartialDate.parse("2022-02-01")


def test_an_unknown_state_is_unknown() -> None:
    assert ask(script(details(AbnStatus="Suspended"))).extract.standing is Standing.UNKNOWN


@pytest.mark.parametrize("gst", [None, ""])
@pytest.mark.parametrize(
    ("vat", "flags"),
    [
        (None, ()),
        (FOUND, (Flag.NOT_REGISTERED_FOR_VAT,)),
        ("ABN 99 000 000 000", (Flag.NOT_REGISTERED_FOR_VAT,)),
        ("99000000032", ()),
    ],
)
def test_not_being_registered_for_gst_counts_where_it_was_claimed(
    gst: str | None, vat: str | None, flags: tuple[Flag, ...]
) -> None:
    question = Question("AU", number=FOUND, vat=vat)
    assert ask(script(details(Gst=gst)), question).extract.flags == flags
    assert ask(script(details()), question).extract.flags == ()


def test_an_acn_is_asked_at_its_own_place_and_has_to_come_back() -> None:
    question = Question("AU", number="990 000 005")
    request = next(REGISTER.ask(question, ACCESS))
    assert (request.path, dict(request.query)) == ("/AcnDetails.aspx", {"acn": ACN, "callback": "callback"})
    verdict = play(REGISTER, STAND_IN, question, ACCESS)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.extract is not None
    assert verdict.extract.number == ACN
    assert ask(script(details(Acn="")), question).outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize(
    ("question", "known"),
    [
        (QUESTION, True),
        (Question("AU", number="99 000 000 000"), True),
        (Question("AU", number="ABN 99 000 000 000"), True),
        (Question("AU", number="ACN 990 000 005"), True),
        (Question("AU", vat=FOUND), True),
        (Question("AU", number="99000000001"), False),
        (Question("AU", number="990000006"), False),
        (Question("AU", number="AU"), False),
        (Question("AU", name="Voorbeeld"), False),
    ],
)
def test_it_recognises_abn_and_acn(question: Question, known: bool) -> None:
    assert REGISTER.recognises(question) is known


def test_it_is_sent_the_number_and_its_guid_where_secrets_go() -> None:
    request = next(REGISTER.ask(Question("AU", number=FOUND, vat=FOUND, name="N"), ACCESS))
    assert (request.method, request.path, request.json, request.basic) == ("GET", "/AbnDetails.aspx", None, None)
    assert dict(request.query) == {"abn": FOUND, "callback": "callback"}
    assert dict(request.secret_query) == {"guid": Secret(GUID)}
    assert GUID not in repr(request)


def test_a_search_names_candidates() -> None:
    sent = []

    def tell(request: Request) -> Said:
        sent.append(request)
        return STAND_IN.answer(to_call(request))

    verdict = walk(REGISTER.search(Question("AU", name="Voorbeeld Handel"), ACCESS), tell)
    assert sent[0].path == "/MatchingNames.aspx"
    assert dict(sent[0].query) == {"name": "Voorbeeld Handel", "maxResults": "5", "callback": "callback"}
    assert verdict.outcome is Outcome.NOT_VERIFIED
    assert verdict.candidates == (
        Candidate(name="VOORBEELD HANDEL B.V.", number=FOUND, standing=Standing.ACTIVE, place="QLD 4000"),
    )
    assert walk(REGISTER.search(Question("AU", name="Nobody"), ACCESS), tell).candidates == ()
    assert walk(REGISTER.search(Question("AU", name="N"), NO_ACCESS), tell).code == "credentials_refused"
    assert walk(REGISTER.search(Question("AU", name="N"), ACCESS), lambda _: script({})).code == "malformed_answer"
    assert REGISTER.search(QUESTION, ACCESS) is None


@pytest.mark.parametrize(
    ("path", "query", "message"),
    [
        ("/AbnDetails.aspx", {"abn": "990000"}, "Search text is not a valid ABN or ACN"),
        ("/AcnDetails.aspx", {"acn": FOUND}, "Search text is not a valid ABN or ACN"),
        ("/AbnDetails.aspx", {"abn": FOUND, "guid": ""}, "The GUID entered is not recognised as a Registered Party"),
    ],
)
def test_the_stand_in_refuses_as_the_register_does(path: str, query: dict[str, str], message: str) -> None:
    query = {"guid": GUID, "callback": "c", **query}
    said = STAND_IN.answer(Call(method="GET", path=path, query=query, headers={}))
    assert (said.status, json.loads(said.body[2:-1])["Message"]) == (200, message)


def test_the_stand_in_knows_no_other_place() -> None:
    assert STAND_IN.answer(Call(method="GET", path="/Other.aspx", query={}, headers={})).status == 404
