"""Packs from the asking to the last day: made once, refused when restricted, gone with the subject."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import unicodedata

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from kyc_service.domain.packs.packs import MAX_ATTEMPTS, PackFormat, PackStatus
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.errors import (
    AttemptLostError,
    ConflictError,
    KeyStoreUnavailableError,
    NotFoundError,
    PolicyDeniedError,
)
from kyc_service.services import upkeep
from kyc_service.services.exits import suspicions
from kyc_service.services.packs import envelope, making, printing
from kyc_service.services.packs.printing import Printed
from kyc_service.storage.queue import Bell
from kyc_service.storage.tables import evidence_packs
from tests.fixtures.service import Caller
from tests.fixtures.verified_packs import ACTOR, LISTED_PEOPLE, SCRIPTS, ask_for, make_pack, verify_business


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints a page without a word: drawing letters is most of the time of a pack."""
    monkeypatch.setattr(printing, "write", lambda *_: Printed(b"%PDF-1.7", 1))


def text_of(pdf: bytes) -> str:
    """Read what is printed. Parts of a letter that are no letter are left out."""
    told = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(one for one in told if one == "\n" or not unicodedata.category(one).startswith("C"))


def stand(caller: Caller, pack_id: str) -> PackStatus:
    with caller.rt.open_work(caller.tenant.id, ACTOR, read_only=True) as work:
        return work.packs.get(pack_id).status


def test_a_pack_says_everything_and_proves_it(caller: Caller) -> None:
    people = [
        {"role": "director", "name": name, "date_of_birth": "1980-02-03", "nationalities": ["NL"]}
        for name in SCRIPTS.values()
    ]
    verification = verify_business(caller, people=[*LISTED_PEOPLE, *people])
    made = make_pack(caller, verification)
    assert envelope.check(made.document, caller.rt.keys.head_key()).faults == ()
    assert envelope.digest_of(made.content) == made.pack.content_sha256
    content = made.content
    assert content["verification"]["id"] == verification
    assert len(content["parties"]) == 1 + len(LISTED_PEOPLE) + len(SCRIPTS) + 1
    assert {hit["source"] for hit in content["hits"]} >= {"un", "ofac_sdn"}
    assert all(hit["evidence"] for hit in content["hits"])
    assert {check["kind"] for check in content["checks"]} == {"screening", "plausibility", "ownership"}
    assert content["risk"]["contributions"]
    assert content["lists"]["compared"]
    assert content["timeline"][0]["op"] == "verification.submitted"
    assert {entry["position"] for entry in content["audit"]["entries"]} >= {1}

    printed = text_of(made.pdf)
    assert str(made.pack.content_sha256) in printed
    assert f"1 of {made.pack.pages}" in printed
    assert "same words in another order" in printed
    for script in ("Cyrillic", "Greek", "Chinese", "Japanese", "Korean"):
        assert SCRIPTS[script] in printed, script
    for script in ("Arabic", "Hebrew", "Devanagari"):
        # From right to left, or by shapes: a reader gives the words back, in an order of its own.
        assert all(word in printed for word in SCRIPTS[script].split()), script


@pytest.mark.usefixtures("blank")
def test_asked_again_while_it_waits_it_is_the_same_one_and_made_once(caller: Caller) -> None:
    verification = verify_business(caller)
    first, second = ask_for(caller, verification), ask_for(caller, verification)
    assert first == second
    making.make(caller.rt, first.id)
    with caller.rt.open_work(caller.tenant.id, ACTOR, read_only=True) as work:
        made = work.packs.get(first.id)
    making.make(caller.rt, first.id)
    with caller.rt.open_work(caller.tenant.id, ACTOR, read_only=True) as work:
        assert work.packs.get(first.id) == made
        ops = [entry.op for entry in work.audit.page(None, 100).items if entry.op.startswith("evidence_pack")]
    assert ops == ["evidence_pack.made", "evidence_pack.requested"]
    assert ask_for(caller, verification).id != first.id


@pytest.mark.usefixtures("blank")
def test_before_it_is_made_there_is_nothing_to_fetch(caller: Caller) -> None:
    asked = ask_for(caller, verify_business(caller))
    with pytest.raises(ConflictError), caller.rt.open_work(caller.tenant.id, ACTOR) as work:
        making.fetch(work, asked.id, PackFormat.PDF)


@pytest.mark.usefixtures("blank")
def test_a_killed_maker_is_followed_by_another_and_the_first_can_write_no_more(caller: Caller) -> None:
    asked = ask_for(caller, verify_business(caller))
    with caller.rt.open_work(caller.tenant.id, ACTOR) as work:
        held = work.packs.claim(asked.id, dt.timedelta(seconds=-1))
        assert held is not None
    with caller.rt.open_system(read_only=True) as system:
        assert [pack for _, pack in system.sweeper.due_packs(9, dt.timedelta(0))] in ([], [asked.id])
    making.make(caller.rt, asked.id)
    assert stand(caller, asked.id) is PackStatus.MADE
    files = making.write(caller.rt, caller.tenant.id, held)
    with pytest.raises(AttemptLostError), caller.rt.open_work(caller.tenant.id, ACTOR) as work:
        work.packs.finish(held, files)


@pytest.mark.usefixtures("blank")
def test_a_pack_whose_makers_all_die_is_given_up(caller: Caller) -> None:
    asked = ask_for(caller, verify_business(caller))
    for _ in range(MAX_ATTEMPTS):
        with caller.rt.open_work(caller.tenant.id, ACTOR) as work:
            assert work.packs.claim(asked.id, dt.timedelta(seconds=-1)) is not None
    making.make(caller.rt, asked.id)
    with caller.rt.open_work(caller.tenant.id, ACTOR, read_only=True) as work:
        found = work.packs.get(asked.id)
    assert (found.status, found.failure) == (PackStatus.FAILED, "given_up")


@pytest.mark.usefixtures("blank")
def test_the_sweeper_rings_for_a_pack_whose_ring_was_lost(caller: Caller, redis_url: str) -> None:
    asked = ask_for(caller, verify_business(caller))
    with caller.rt.open_system("relay") as system:
        rings = system.outbox.claim(99)
        system.outbox.sent([ring.id for ring in rings])
    with caller.rt.database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET sent_at = '2020-01-01 00:00:00.000000'")
    assert upkeep.sweep(dataclasses.replace(caller.rt, bell=Bell(redis_url))).packs == 1
    with caller.rt.open_system("relay") as system:
        assert asked.id in {ring.ids.get("pack_id") for ring in system.outbox.claim(99)}


@pytest.mark.usefixtures("blank")
def test_a_store_that_is_away_leaves_it_to_the_next_maker(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask_for(caller, verify_business(caller))

    def fail(*_: object) -> None:
        raise KeyStoreUnavailableError

    monkeypatch.setattr(making, "write", fail)
    with pytest.raises(KeyStoreUnavailableError):
        making.make(caller.rt, asked.id)
    assert stand(caller, asked.id) is PackStatus.REQUESTED


def restrict(caller: Caller, subject_id: str) -> None:
    with caller.rt.open_work(caller.tenant.id, ACTOR) as work:
        work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="request", subject_id=subject_id))


@pytest.mark.usefixtures("blank")
def test_restricted_data_are_not_in_it_and_a_made_one_is_closed(caller: Caller) -> None:
    verification = verify_business(caller, people=LISTED_PEOPLE)
    made = make_pack(caller, verification)
    person = next(party for party in made.content["parties"] if party["details"].get("person.name") == "Eric Badege")
    restrict(caller, person["id"])
    with pytest.raises(PolicyDeniedError), caller.rt.open_work(caller.tenant.id, ACTOR) as work:
        making.fetch(work, made.pack.id, PackFormat.PDF)

    asked = ask_for(caller, verification)
    making.make(caller.rt, asked.id)
    with caller.rt.open_work(caller.tenant.id, ACTOR, read_only=True) as work:
        held = work.packs.get(asked.id)
    assert held.status is PackStatus.MADE
    document = making.write(caller.rt, caller.tenant.id, held).document
    content = json.loads(document)["content"]
    parties = {party["id"]: party for party in content["parties"]}
    assert parties[person["id"]] == {**person, "restricted": True, "details": None}
    assert "1971-05-02" not in document.decode()
    assert all(not hit["evidence"] for hit in content["hits"] if hit["subject_id"] == person["id"])


@pytest.mark.usefixtures("blank")
def test_a_suspicion_leaves_no_trace_in_it(caller: Caller) -> None:
    verification = verify_business(caller)
    before = make_pack(caller, verification).content
    with caller.rt.open_work(caller.tenant.id, ACTOR) as work:
        suspicions.open_one(work, before["verification"]["subject_id"], "Money comes and goes at once.")
    after = make_pack(caller, verification).content
    assert b"suspicion" not in json.dumps(after).encode()
    told = [one["op"] for one in after["timeline"]][len(before["timeline"]) :]
    assert {op.partition(".")[0] for op in told} == {"evidence_pack"}
    alike = {name: value for name, value in after.items() if name not in {"pack", "timeline", "audit"}}
    assert alike == {name: before[name] for name in alike}


@pytest.mark.usefixtures("blank")
def test_it_goes_with_the_business_and_with_a_person_in_it(caller: Caller) -> None:
    for kind in ("business", "person"):
        verification = verify_business(caller, reference=f"shop-{kind}")
        made = make_pack(caller, verification)
        party = next(one["id"] for one in made.content["parties"] if one["kind"] == kind)
        with caller.rt.open_work(caller.tenant.id, ACTOR) as work:
            subject = work.subjects.get(party)
            for person in work.subjects.people_of(party, active_only=False):
                work.disposals.wipe(person)
            wiped = work.disposals.wipe(subject)
            assert wiped.tables.get("evidence_packs", 0) <= 1
            with pytest.raises(NotFoundError):
                work.packs.get(made.pack.id)


@pytest.mark.usefixtures("blank")
def test_its_time_ends_it(caller: Caller) -> None:
    made = make_pack(caller, verify_business(caller))
    assert making.expire(caller.rt) == 0
    with caller.rt.database._engine.begin() as connection:
        connection.execute(update(evidence_packs).values(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    assert upkeep.tidy(caller.rt).packs == 1
    with caller.rt.open_work(caller.tenant.id, ACTOR, read_only=True) as work:
        assert work.audit.page(None, 1).items[0].op == "evidence_pack.expired"
        with pytest.raises(NotFoundError):
            work.packs.get(made.pack.id)
    making.make(caller.rt, made.pack.id)


@pytest.mark.usefixtures("blank")
def test_neither_file_lies_in_the_database_in_clear(caller: Caller) -> None:
    made = make_pack(caller, verify_business(caller))
    with caller.rt.database._engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT document, print FROM evidence_packs").one()
    assert b"Aero" in made.document
    assert b"%PDF" in made.pdf
    assert not any(b"Aero" in box or b"%PDF" in box for box in stored)
