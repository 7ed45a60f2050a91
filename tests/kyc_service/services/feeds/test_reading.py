"""Feeds over real sockets: whom on file they are about, where reading goes on, what is kept of anybody else."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from kyc_service.domain.feeds.reviews import COLLECT, DueReason
from kyc_service.errors import NotFoundError, StaleVersionError
from kyc_service.services.feeds import reading
from kyc_service.services.feeds.reading import Turn
from kyc_service.storage.feeds import FeedRows
from kyc_service.storage.reviews import MarkRows
from tests.fixtures.databases import add_tenant
from tests.fixtures.standing_desks import BY_ID, fields_for, number_of
from tests.fixtures.standing_listeners import Listener

STRANGERS = {
    "companies_house": "99900999",
    "kvk": "99900999",
    "brreg": "310000183",
    "zefix": "CHE999000999",
    "gleif": "ZZ9900VOORBEELD99999",
}
"""Numbers of nobody on file."""
SAID = {
    "companies_house": ("name", "officers", "owners", "insolvency", "dissolution"),
    "kvk": ("dissolution", "unspecified"),
    "brreg": ("vat", "officers", "insolvency"),
    "zefix": ("officers", "insolvency"),
    "gleif": ("dissolution", "name"),
}


def begin(listener: Listener, register_id: str) -> None:
    """Switch the feeds on, and have each say something, so that the register has named a place in it."""
    listener.read(register_id)
    listener.hands.turn(minutes=10)
    for kind in ("other", "officers", "owners", "insolvency"):
        listener.say(register_id, STRANGERS[register_id], kind)
    hear(listener, register_id)
    listener.hands.turn(days=1 if register_id == "zefix" else 0, minutes=10)


def hear(listener: Listener, register_id: str) -> dict[str, Turn]:
    """Let time pass, a day or two where a day has to be over, and read."""
    listener.hands.turn(days=2 if register_id == "zefix" else 0, minutes=10)
    return listener.read(register_id)


@pytest.mark.parametrize("register_id", SAID)
def test_what_a_feed_says_about_a_business_on_file_marks_it(listener: Listener, register_id: str) -> None:
    begin(listener, register_id)
    subject_id = listener.known(register_id)
    assert listener.mark_of(subject_id) is None
    for kind in SAID[register_id]:
        listener.say(register_id, STRANGERS[register_id], kind)
        listener.say(register_id, number_of(register_id, Scenario.FOUND), kind)
    turns = hear(listener, register_id)
    assert {turn.code for turn in turns.values()} == {None}
    assert sum(turn.events for turn in turns.values()) >= len(SAID[register_id]) * 2
    mark = listener.mark_of(subject_id)
    assert mark is not None
    assert (mark.register, mark.reason) == (register_id, DueReason.REGISTER_EVENT)
    assert mark.due_at - mark.first_at == pytest.approx(COLLECT, abs=COLLECT / 100)
    again = listener.read(register_id)
    assert sum(turn.events for turn in again.values()) == 0, "what was read is not read twice"
    after = listener.mark_of(subject_id)
    assert after is not None
    assert after.times == mark.times
    with listener.rt.open_system("tester", read_only=True) as system:
        assert system.marks.waiting() == {register_id: 1}
    number = STRANGERS[register_id]
    for text in (number, number.lower(), "VOORBEELD, Anna", "Erfundene Person"):
        assert listener.rt.database.count_in_files([text.encode()]) == 0, "nothing is kept of anybody else"


def test_every_tenant_that_has_the_business_gets_its_mark(listener: Listener) -> None:
    begin(listener, "brreg")
    first = listener.known("brreg")
    other = replace(listener, tenant=add_tenant(listener.rt.database, "Other Marketplace"))
    second = other.known("brreg")
    listener.say("brreg", number_of("brreg", Scenario.FOUND), "name")
    listener.read("brreg")
    assert listener.mark_of(first) is not None
    assert other.mark_of(second) is not None
    assert listener.feed("brreg_entities").concerned == 2


@pytest.mark.parametrize("written", ["310 000 000", "310000000 MVA"])
def test_a_number_is_found_however_it_was_submitted(listener: Listener, written: str) -> None:
    begin(listener, "brreg")
    fields = fields_for("brreg") | {"business.registration.number": written}
    subject_id = listener.run(listener.submit(fields)).subject_id
    listener.say("brreg", "310000000", "address")
    listener.read("brreg")
    assert listener.mark_of(subject_id) is not None


def test_what_no_answer_holds_marks_nobody(listener: Listener) -> None:
    begin(listener, "brreg")
    subject_id = listener.known("brreg")
    listener.say("brreg", number_of("brreg", Scenario.FOUND), "other")
    assert listener.read("brreg")["brreg_entities"].events == 1
    assert listener.mark_of(subject_id) is None


@pytest.mark.parametrize(
    ("register_id", "feed_id"),
    [("companies_house", "companies_house_officers"), ("kvk", "kvk_signals"), ("brreg", "brreg_entities")],
)
def test_a_gap_makes_every_business_of_the_register_due(listener: Listener, register_id: str, feed_id: str) -> None:
    begin(listener, register_id)
    subject_id = listener.known(register_id)
    elsewhere = listener.known("zefix", reference="shop-2")
    BY_ID[register_id].news.forget()
    turn = listener.read(register_id)[feed_id]
    assert turn.gap
    mark = listener.mark_of(subject_id)
    assert mark is not None
    assert (mark.reason, mark.due_at <= listener.hands.now()) == (DueReason.REGISTER_GAP, True)
    assert listener.mark_of(elsewhere) is None
    assert listener.feed(feed_id).gaps == 1
    assert not listener.read(register_id)[feed_id].gap, "after a gap the feed begins anew"


def test_a_month_without_reading_is_a_gap_of_the_golden_copy(listener: Listener) -> None:
    begin(listener, "gleif")
    subject_id = listener.known("gleif")
    listener.hands.turn(days=29)
    listener.say("gleif", number_of("gleif", Scenario.FOUND), "name")
    assert listener.read("gleif")["gleif_deltas"].concerned == 1
    listener.hands.turn(days=32)
    listener.say("gleif", STRANGERS["gleif"], "name")
    assert listener.read("gleif")["gleif_deltas"].gap
    mark = listener.mark_of(subject_id)
    assert mark is not None
    assert mark.reason is DueReason.REGISTER_GAP


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (say({"error": "down"}, 503), "server_error"),
        (say({"unknown": "shape"}), "malformed_answer"),
        (Said(status=302, headers={"location": "/elsewhere"}), "redirected"),
        (say({}, 401), "credentials_refused"),
    ],
)
def test_an_outage_is_kept_with_its_code_and_reading_goes_on_where_it_was(
    listener: Listener, said: Said, code: str
) -> None:
    begin(listener, "brreg")
    before = listener.feed("brreg_entities")

    def fail(call: Call) -> Said | None:
        return said if call.path.startswith("/oppdateringer") else None

    listener.standing.behaviours["brreg"] = fail
    assert listener.read("brreg")["brreg_entities"].code == code
    after = listener.feed("brreg_entities")
    assert (after.cursor, after.version, after.code) == (before.cursor, before.version, code)
    listener.standing.behaviours.clear()
    assert listener.known("brreg"), "an outage of a feed leaves the questions to its register alone"
    assert listener.read("brreg")["brreg_entities"].code is None
    assert listener.feed("brreg_entities").code is None


def test_a_kill_before_the_commit_loses_nothing_and_one_after_it_repeats_nothing(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(listener, "brreg")
    subject_id = listener.known("brreg")
    listener.say("brreg", number_of("brreg", Scenario.FOUND), "dissolution")
    before = listener.feed("brreg_entities")

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    for where, method in ((MarkRows, "add"), (FeedRows, "advance")):
        with monkeypatch.context() as patched:
            patched.setattr(where, method, die)
            with pytest.raises(Killed):
                listener.read("brreg")
        assert listener.mark_of(subject_id) is None, "half of it is nothing of it"
        assert listener.feed("brreg_entities") == before
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_log", SimpleNamespace(info=die))
        with pytest.raises(Killed):
            listener.read("brreg")
    mark = listener.mark_of(subject_id)
    assert mark is not None
    assert listener.feed("brreg_entities").version == before.version + 1
    listener.read("brreg")
    assert listener.mark_of(subject_id) == mark


def test_two_who_read_the_same_keep_it_once(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(listener, "brreg")
    subject_id = listener.known("brreg")
    listener.say("brreg", number_of("brreg", Scenario.FOUND), "name")
    advance = FeedRows.advance

    def late(*_: object, **__: object) -> None:
        monkeypatch.setattr(FeedRows, "advance", advance)
        raise StaleVersionError

    monkeypatch.setattr(FeedRows, "advance", late)
    assert listener.read("brreg")["brreg_entities"].code == "read_elsewhere"
    assert listener.mark_of(subject_id) is None
    assert listener.read("brreg")["brreg_entities"].concerned == 1


def test_a_long_feed_is_read_in_bounded_turns(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(listener, "zefix")
    monkeypatch.setattr(reading, "MOST_ANSWERS", 3)
    for _ in range(8):
        listener.hands.turn(days=1)
        listener.say("zefix", STRANGERS["zefix"], "name")
    listener.hands.turn(days=1)
    answers = [listener.read("zefix")["zefix_days"].answers for _ in range(5)]
    assert answers[:2] == [3, 3]
    assert sum(answers) - answers.count(1) >= 8


def test_a_feed_that_is_not_switched_on_is_not_read(listener: Listener) -> None:
    with pytest.raises(NotFoundError):
        reading.read_register(listener.rt, "vies")


def test_a_policy_that_lets_no_register_be_asked_lets_no_feed_be_read(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PURPOSE", "marketing")
    assert {turn.code for turn in listener.read("brreg").values()} == {"policy_denied"}
    assert not listener.standing.calls_of("brreg")


def test_a_request_for_a_feed_names_nobody(listener: Listener) -> None:
    for register_id in SAID:
        begin(listener, register_id)
    listener.known("brreg")
    listener.standing.calls.clear()
    for register_id in SAID:
        listener.read(register_id)
    asked = " ".join(f"{call.path} {dict(call.query)}" for _, call in listener.standing.calls)
    assert asked
    assert "310000000" not in asked
