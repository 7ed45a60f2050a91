"""Attachments: counted, encrypted, in the audit when they leave, and gone with whom they are about."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from kyc_service.domain.asking.files import MOST_OF_CASE, FileType, Paper
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.services.asking import attachments, notes
from kyc_service.services.exits import records
from kyc_service.services.exits.asked import Asked
from kyc_service.services.rights import expiries
from kyc_service.storage.tables import attachments as table
from kyc_service.storage.tables import case_notes, cases, request_items
from tests.fixtures.talks import NUMBER, PDF, Asking

CANARY = "Kanarivogel"


def _paper(text: str) -> Paper:
    return Paper(f"{CANARY}.txt", FileType.TEXT, f"{CANARY} {text}".encode())


def test_nothing_of_it_is_in_the_clear(asking: Asking) -> None:
    asking.ask(fields=["/business/name"])
    asking.give({"/business/name": f"{CANARY} B.V."})
    with asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work:
        notes.write(work, asking.case_id, f"{CANARY} sings.")
        attachments.attach(work, asking.case_id, "/people/0", _paper("one"))
    with asking.caller.rt.database._engine.begin() as connection:
        for one in (table, case_notes, request_items):
            for row in connection.execute(select(one)):
                assert CANARY.encode() not in b"|".join(value for value in row if isinstance(value, bytes))
                assert CANARY not in "|".join(value for value in row if isinstance(value, str))


def test_a_case_takes_fifty_and_the_same_file_once(asking: Asking) -> None:
    with asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work:
        for number in range(MOST_OF_CASE):
            attachments.attach(work, asking.case_id, "/business", _paper(str(number)))
        attachments.attach(work, asking.case_id, "/business", _paper("0"))
    with (
        pytest.raises(ConflictError, match="50 files"),
        asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work,
    ):
        attachments.attach(work, asking.case_id, "/business", _paper("more"))
    assert len(asking.attachments()) == MOST_OF_CASE


def test_each_download_is_in_the_audit_by_its_id_alone(asking: Asking) -> None:
    with asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work:
        kept = attachments.attach(work, asking.case_id, "/business", _paper("one"))
        found = attachments.download(work, asking.case_id, kept.id)
        assert found.content.use("aml_check") == f"{CANARY} one".encode()
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester", read_only=True) as work:
        entries = [one for one in work.audit.page(None, 50).items if one.case_id == asking.case_id]
    (left,) = [one for one in entries if one.op == "attachment.downloaded"]
    assert (left.actor, left.details) == ("mila", {"attachment_id": kept.id})
    assert CANARY not in str(entries)


def test_a_file_of_another_case_is_not_found(asking: Asking) -> None:
    with asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work:
        kept = attachments.attach(work, asking.case_id, "/business", _paper("one"))
        with pytest.raises(NotFoundError):
            attachments.download(work, "cas_" + "0" * 32, kept.id)


def test_everything_goes_with_the_business_and_a_persons_with_the_person(asking: Asking) -> None:
    asking.ask(fields=[NUMBER, "/people/0/date_of_birth"], documents=[{"document": "licence"}])
    asking.give({NUMBER: "87654321", "/people/0/date_of_birth": "1981-01-01"})
    asking.send("licence", PDF)
    with asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work:
        notes.write(work, asking.case_id, "Seen.")
        attachments.attach(work, asking.case_id, "/people/0", _paper("one"))
    with asking.caller.rt.open_work(asking.caller.tenant.id, "retention") as work:
        business = work.subjects.by_reference(asking.reference)
        assert business is not None
        wiped = [work.disposals.wipe(person).tables for person in work.subjects.people_of(business.id)]
        assert sum(one.get("attachments", 0) for one in wiped) == 1
        assert sum(one.get("request_items", 0) for one in wiped) == 1
        last = work.disposals.wipe(business)
        names = ("attachments", "request_items", "case_requests", "case_notes")
        assert {name: last.tables.get(name) for name in names} == dict(zip(names, (1, 2, 1, 1), strict=True))
        assert work.disposals.residue(business.id, last.ids) == 0


@pytest.mark.parametrize(("years", "left"), [(1, 1), (3, 0)])
def test_a_file_ends_two_years_after_its_case(asking: Asking, years: int, left: int) -> None:
    asking.ask(documents=[{"document": "licence"}])
    asking.send("licence", PDF)
    with asking.caller.rt.open_work(asking.caller.tenant.id, "tester") as work:
        closed = {"status": "closed", "outcome": "clear", "closed_at": work.now() - dt.timedelta(days=366 * years)}
        work._tx.run(update(cases).where(cases.c.id == asking.case_id).values(**closed))
    assert expiries.expire(asking.caller.rt) == 1 - left
    assert len(asking.attachments()) == left


def test_who_asks_what_is_known_about_them_is_told_of_the_file(asking: Asking) -> None:
    with asking.caller.rt.open_work(asking.caller.tenant.id, "mila") as work:
        kept = attachments.attach(work, asking.case_id, "/people/0", _paper("one"))
        asked = Asked(
            subject=work.subjects.get(kept.subject_id),
            recipient="subject",
            purpose="subject_rights",
            fields=("case.attachments",),
        )
        (told,) = records.gather(work, asked).use("subject_rights")["case.attachments"]
    assert (told["name"], told["sha256"], told["source"]) == (f"{CANARY}.txt", kept.sha256, "analyst")
