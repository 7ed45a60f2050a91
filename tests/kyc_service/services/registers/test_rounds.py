"""Submissions whose registers are asked, over real sockets: what follows from each answer, and from none."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace

import dns.resolver
import pytest
import redis

from jobs.standins.base import Call, Said, Scenario, say
from kyc_service.domain.checks import Check, CheckKind, CheckReason, CheckStatus, RegisterResult
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.registers import Outcome
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.egress.registers import Limits, Wire
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.services import upkeep, verifications
from kyc_service.services.registers import rounds
from kyc_service.services.registers.asking import Answered, Asker
from kyc_service.services.registers.overrides import OverrideReason, override
from kyc_service.services.relay import Relay
from kyc_service.services.views import evidence
from kyc_service.storage.traffic import FAILURES
from kyc_service.verifiers.base import Question
from kyc_service.verifiers.choices import RegisterChoice, RegisterChoices, choose
from kyc_service.verifiers.serving import REGISTERS
from tests.fixtures.runtimes import person
from tests.fixtures.standing_desks import Desk, director, fields_for, number_of


def down(_: Call) -> Said:
    return say({"error": "out of service"}, 503)


def register_checks(desk: Desk, verification_id: str) -> dict[str, tuple[Check, RegisterResult | None]]:
    with desk.rt.open_work(desk.tenant.id, "tester", read_only=True) as work:
        answers = work.checks.register_results_of(verification_id)
        return {
            check.source: (check, answers.get(check.id))
            for check in work.checks.of(verification_id)
            if check.kind is CheckKind.REGISTER
        }


def test_a_business_is_asked_about_in_the_registers_of_its_country(desk: Desk) -> None:
    made = desk.submit(fields_for("kvk", tax__vat=number_of("vies", Scenario.FOUND)))
    assert desk.run(made).status is VerificationStatus.CLEAR
    found = register_checks(desk, made)
    assert {name: check.status for name, (check, _) in found.items()} == {
        "kvk": CheckStatus.PASSED,
        "vies": CheckStatus.PASSED,
        "opencorporates": CheckStatus.PASSED,
    }
    answer = found["vies"][1]
    assert answer is not None
    assert (answer.outcome, answer.reference) == (Outcome.VERIFIED, "WAPIAAAAZ99voorbeeld")
    assert ("name", "match") in answer.compared


def test_a_business_that_ended_goes_to_review_with_both_sides(desk: Desk) -> None:
    made = desk.submit(fields_for("companies_house", Scenario.ENDED))
    assert desk.run(made).status is VerificationStatus.REVIEW
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        view = evidence.read(work, made)
    shown = next(one for one in view.checks if one.check.source == "companies_house")
    assert shown.answer is not None
    assert "dissolved" in shown.answer.flags
    assert shown.extract is not None
    kept = shown.extract.use("aml_check")
    rows = {row["matter"]: row for row in kept["source.extract"]["compared"]}  # type: ignore[call-overload, index]
    assert rows["status"]["result"] == "mismatch"
    assert rows["name"]["ours"] == "Voorbeeld Handel B.V."
    assert view.case is not None


def test_a_number_that_no_register_knows_goes_to_review(desk: Desk) -> None:
    made = desk.submit(fields_for("brreg", Scenario.NOT_FOUND))
    assert desk.run(made).status is VerificationStatus.REVIEW
    assert register_checks(desk, made)["brreg"][0].status is CheckStatus.ATTENTION


def test_another_name_goes_to_review(desk: Desk) -> None:
    made = desk.submit(fields_for("kvk", Scenario.OTHER_NAME))
    assert desk.run(made).status is VerificationStatus.REVIEW


def test_an_optional_register_that_is_down_stops_nobody(desk: Desk) -> None:
    desk.standing.behaviours["kvk"] = down
    made = desk.submit(fields_for("kvk"))
    assert desk.run(made).status is VerificationStatus.CLEAR
    check, answer = register_checks(desk, made)["kvk"]
    assert check.status is CheckStatus.UNAVAILABLE
    assert answer is not None
    assert (answer.outcome, answer.code) == (Outcome.UNAVAILABLE, "server_error")


def test_a_required_register_that_is_down_is_waited_for_and_never_cleared_on(strict_desk: Desk) -> None:
    desk = strict_desk
    desk.standing.behaviours["brreg"] = down
    made = desk.submit(fields_for("brreg"))
    found = desk.run(made)
    assert (found.status, found.reason) == (VerificationStatus.PROCESSING, "register_unavailable")
    assert found.coverage.value == "partial"
    check, _ = register_checks(desk, made)["brreg"]
    assert (check.status, check.reason) == (CheckStatus.PENDING, CheckReason.REGISTER_UNAVAILABLE)
    desk.standing.behaviours.clear()
    # Somebody else's question is answered: what waits for this register is woken.
    other = desk.submit(fields_for("brreg"), reference="shop-2")
    assert desk.run(other).status is VerificationStatus.CLEAR
    assert register_checks(desk, made)["brreg"][0].due_at <= dt.datetime.now(dt.UTC)
    rounds.run(desk.rt)
    assert register_checks(desk, made)["brreg"][0].status is CheckStatus.PASSED
    # Whoever the register names is screened before anything is clear.
    assert desk.get(made).status is VerificationStatus.PROCESSING
    verifications.run(desk.rt, made)
    assert desk.get(made).status is VerificationStatus.CLEAR


def test_a_required_register_needs_its_number(strict_desk: Desk) -> None:
    made = strict_desk.submit(fields_for("kvk") | {"business.registration.number": None})
    assert strict_desk.run(made).status is VerificationStatus.REVIEW
    assert register_checks(strict_desk, made)["kvk"][0].status is CheckStatus.INVALID_INPUT


def test_a_number_that_not_every_business_has_is_asked_about_where_it_is_given(strict_desk: Desk) -> None:
    made = strict_desk.submit(fields_for("kvk"))
    assert strict_desk.run(made).status is VerificationStatus.CLEAR
    assert set(register_checks(strict_desk, made)) == {"kvk"}


def test_an_analyst_may_go_on_without_an_answer(strict_desk: Desk) -> None:
    desk = strict_desk
    desk.standing.behaviours["brreg"] = down
    made = desk.submit(fields_for("brreg"))
    desk.run(made)
    check, _ = register_checks(desk, made)["brreg"]
    with desk.rt.open_work(desk.tenant.id, "anna") as work:
        override(work, made, check.id, OverrideReason.DOCUMENT_SEEN)
    assert desk.get(made).status is VerificationStatus.CLEAR
    _, answer = register_checks(desk, made)["brreg"]
    assert answer is not None
    assert answer.code == "document_seen"
    with desk.rt.open_work(desk.tenant.id, "anna") as work, pytest.raises(ConflictError):
        override(work, made, check.id, OverrideReason.DOCUMENT_SEEN)
    with desk.rt.open_work(desk.tenant.id, "anna") as work, pytest.raises(NotFoundError):
        override(work, made, "chk_" + "0" * 32, OverrideReason.DOCUMENT_SEEN)


def test_an_answer_cannot_be_overridden(strict_desk: Desk) -> None:
    made = strict_desk.submit(fields_for("brreg", Scenario.NOT_FOUND))
    strict_desk.run(made)
    check, _ = register_checks(strict_desk, made)["brreg"]
    with strict_desk.rt.open_work(strict_desk.tenant.id, "anna") as work, pytest.raises(ConflictError):
        override(work, made, check.id, OverrideReason.OTHER_REGISTER)


def test_whoever_a_register_names_is_screened_too(desk: Desk) -> None:
    made = desk.submit(fields_for("companies_house"))
    desk.run(made)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        business = work.verifications.get(made).subject_id
        people = work.subjects.people_of(business)
        named = work.subjects.named_elsewhere([person.id for person in people])
        screened = {check.subject_id for check in work.checks.of(made) if check.kind is CheckKind.SCREENING}
        sources = [work.sources.of_subject(person.id) for person in people]
    assert people
    assert named == {person.id for person in people}
    assert named <= screened
    assert all(len(found) == 1 and found[0].notice is None for found in sources), "each is owed a notice"
    # The same business again: nobody is made twice.
    again = desk.submit(fields_for("companies_house"))
    desk.run(again)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        assert {person.id for person in work.subjects.people_of(business)} == named


def test_a_fresh_answer_is_used_again_and_an_outage_never(desk: Desk) -> None:
    desk.standing.behaviours["kvk"] = down
    desk.run(desk.submit(fields_for("kvk")))
    desk.standing.behaviours.clear()
    desk.standing.calls.clear()
    desk.run(desk.submit(fields_for("kvk")))
    asked = len(desk.standing.calls_of("kvk"))
    assert asked > 0
    made = desk.submit(fields_for("kvk"))
    desk.run(made)
    assert len(desk.standing.calls_of("kvk")) == asked
    _, answer = register_checks(desk, made)["kvk"]
    assert answer is not None
    assert answer.reused
    changed = desk.submit(
        fields_for("kvk") | {"business.registration.number": number_of("kvk", Scenario.OTHER_NAME)}, reference="shop-9"
    )
    desk.run(changed)
    assert len(desk.standing.calls_of("kvk")) > asked


def test_a_register_gets_what_the_policy_grants_and_the_ledger_says_so(desk: Desk) -> None:
    secret: Fields = {
        "business.trading_names": ["Zilverspoor"],
        "business.addresses": [{"lines": ["Kwartelpad 77"], "city": "Utrecht", "country": "NL"}],
        "business.website": "https://zilverspoor.example",
    }
    fields = fields_for("kvk", tax__vat=number_of("vies", Scenario.FOUND)) | secret
    made = desk.submit(fields, director("Quibblewick Hazelgrove", "1980-02-03"))
    desk.run(made)
    asked = {name for name, _ in desk.standing.calls}
    assert {"kvk", "vies"} <= asked
    told = "".join(f"{call.path}{call.query}{call.headers}{call.body!r}" for _, call in desk.standing.calls)
    for hidden in ("Quibblewick", "Hazelgrove", "1980-02-03", "Zilverspoor", "Kwartelpad", "Voorbeeld"):
        assert hidden not in told
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        business = work.verifications.get(made).subject_id
        lines = [line for line in work.ledger.page(None, 100).items if line.channel.startswith("register:")]
    assert {line.channel.removeprefix("register:") for line in lines} == asked
    for line in lines:
        assert line.subject_id == business
        assert line.allowed
        assert line.sent_at is not None
        for path in line.granted:
            assert str(fields[path]).removeprefix("NL") in told


def test_a_round_is_asked_for_once_and_swept_up(desk: Desk, redis_url: str) -> None:
    made = desk.submit(fields_for("kvk"))
    verifications.run(desk.rt, made)
    with desk.rt.open_system("tester") as system:
        rings = system.outbox.claim(50)
        system.outbox.sent([ring.id for ring in rings])
    assert [ring.task.name for ring in rings].count("ASK_REGISTERS") == 1

    for _ in range(3):
        # Redis never had the first one; the one that comes of it waits there from now on.
        upkeep.sweep(desk.rt)
        Relay(desk.rt).run_once()
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen("rq:queue:registers") == 1


def test_a_restricted_subject_is_not_asked_about(desk: Desk) -> None:
    from kyc_service.domain.privacy.grounds import GroundKind
    from kyc_service.services.exits import grounds
    from kyc_service.services.exits.grounds import NewGround

    made = desk.submit(fields_for("kvk"))
    verifications.run(desk.rt, made)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        subject = work.verifications.get(made).subject_id
        grounds.keep(work, NewGround(kind=GroundKind.RESTRICTION, reference="req-1", subject_id=subject))
    rounds.run(desk.rt)
    assert desk.standing.calls == []
    assert register_checks(desk, made)["kvk"][0].reason is CheckReason.PROCESSING_RESTRICTED


def test_a_slow_register_holds_up_its_own_questions_only(desk: Desk) -> None:
    size = 12
    asked: list[Call] = []
    others = threading.Event()
    held: list[bool] = []

    def hold(_: Call) -> None:
        # VIES answers nobody before KVK was asked everything: with threads in common that would never be.
        held.append(others.wait(20))

    def note(call: Call) -> None:
        asked.append(call)
        if len(asked) == size:
            others.set()

    desk.standing.behaviours |= {"vies": hold, "kvk": note}
    patient = replace(desk.rt.registers.asker, wire=Wire(Limits(connect=1, read=60, total=60)))
    rt = replace(desk.rt, registers=replace(desk.rt.registers, asker=patient))
    waiting = replace(desk, rt=rt)
    made = [
        waiting.submit(fields_for("kvk", tax__vat=number_of("vies", Scenario.FOUND)), reference=f"shop-{number}")
        for number in range(size)
    ]
    for one in made:
        verifications.run(rt, one)
    rounds.run(rt)
    assert held
    assert all(held)
    for one in made:
        assert desk.get(one).status is VerificationStatus.CLEAR


class _Zone:
    """A name server that knows one domain, which takes no mail."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def resolve(self, name: object, kind: object, **_: object) -> object:
        self.asked.append(f"{name} {kind}")
        raise dns.resolver.NXDOMAIN


def test_mail_to_a_domain_that_takes_none_goes_to_review_and_only_the_domain_is_told(desk: Desk) -> None:
    zone = _Zone()
    choices = {one.register.id: one for one in desk.rt.registers.choices.all}
    choices["name_system"] = choose(REGISTERS["name_system"])
    wire = replace(desk.rt.registers.asker.wire, resolver=lambda: zone)  # type: ignore[arg-type, return-value]
    asker = replace(desk.rt.registers.asker, wire=wire)
    rt = replace(desk.rt, registers=replace(desk.rt.registers, choices=RegisterChoices(choices), asker=asker))
    mailing = replace(desk, rt=rt)
    contact = person("Anna de Wit", None, "contact")
    fields = contact.fields.use("onboarding_kyc") | {"person.email": "anna@acme-handel.nl"}
    reachable = replace(contact, fields=Personal(fields))
    made = mailing.submit(fields_for("kvk", website="https://www.acme-handel.nl/contact"), reachable)
    assert mailing.run(made).status is VerificationStatus.REVIEW
    check, answer = register_checks(mailing, made)["name_system"]
    assert check.status is CheckStatus.ATTENTION
    assert answer is not None
    assert answer.code == "takes_no_mail"
    assert {question.partition(" ")[0] for question in zone.asked} == {"acme-handel.nl."}
    with rt.open_work(desk.tenant.id, "tester") as work:
        lines = [line for line in work.ledger.page(None, 100).items if line.channel == "register:name_system"]
    assert [(line.recipient, line.granted) for line in lines] == [("name_system", ("business.website",))]
    other = mailing.submit(fields_for("kvk", website="https://other.example"), reachable, reference="shop-2")
    mailing.run(other)
    assert "name_system" not in register_checks(mailing, other)


def test_while_a_register_is_left_alone_nothing_is_told_and_nothing_is_in_the_ledger(strict_desk: Desk) -> None:
    desk = strict_desk
    for _ in range(FAILURES):
        desk.rt.registers.asker.traffic.note_failure("brreg", "", "server_error")
    made = desk.submit(fields_for("brreg"))
    assert desk.run(made).reason == "register_unavailable"
    assert desk.standing.calls_of("brreg") == ()
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        assert [line for line in work.ledger.page(None, 100).items if line.channel == "register:brreg"] == []


def test_a_register_that_takes_longer_than_a_lease_is_asked_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is alive, and says so; another one that looks for what was left behind finds nothing."""
    others: list[object] = []
    ask = Asker.ask

    def take_long(asker: Asker, choice: RegisterChoice, question: Question) -> Answered:
        for _ in range(12):
            time.sleep(0.25)
            with desk.rt.open_system("another") as system:
                others.extend(system.register_checks.claim(choice.register.id, 1, dt.timedelta(seconds=2)))
        return ask(asker, choice, question)

    monkeypatch.setattr(Asker, "ask", take_long)
    desk.rt = replace(desk.rt, settings=replace(desk.rt.settings, lease=dt.timedelta(seconds=2)))
    made = desk.submit(fields_for("kvk"))
    verifications.run(desk.rt, made)
    rounds.run(desk.rt)
    assert others == []
    assert register_checks(desk, made)["kvk"][0].status is CheckStatus.PASSED


def test_a_question_whose_worker_died_is_asked_again_after_a_lease(desk: Desk) -> None:
    desk.rt = replace(desk.rt, settings=replace(desk.rt.settings, lease=dt.timedelta(seconds=2)))
    made = desk.submit(fields_for("kvk"))
    verifications.run(desk.rt, made)
    with desk.rt.open_system("died") as system:
        assert system.register_checks.claim("kvk", 1, desk.rt.settings.lease)
    rounds.run(desk.rt)
    assert register_checks(desk, made)["kvk"][0].status is CheckStatus.RUNNING
    time.sleep(2.1)
    rounds.run(desk.rt)
    assert register_checks(desk, made)["kvk"][0].status is CheckStatus.PASSED
