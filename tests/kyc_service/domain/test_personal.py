import ast
import contextlib
import copy
import csv
import io
import json
import logging
import pickle
import pprint
import traceback
from pathlib import Path

import pytest
import structlog

from kyc_service import logs
from kyc_service.domain.personal import STILL_ALLOWED, Personal
from kyc_service.errors import PolicyDeniedError

ROOT = Path(__file__).parents[3]

CANARY = "Canary Kanarivogel"


def test_it_opens_for_a_purpose() -> None:
    assert Personal(CANARY).use("aml_check") == CANARY


def test_it_does_not_open_without_one() -> None:
    with pytest.raises(ValueError, match="purpose"):
        Personal(CANARY).use("")


def test_texts_do_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    box = Personal({"person.name": CANARY})
    logging.getLogger("test").warning("found %s", box)
    shown = f"{box} {box!r} {box:>20} {box!s} {[box]}" + caplog.text
    assert "<personal>" in shown
    assert CANARY not in shown


def test_json_and_pickle_refuse_it() -> None:
    with pytest.raises(TypeError):
        json.dumps(Personal(CANARY))
    with pytest.raises(TypeError):
        pickle.dumps(Personal(CANARY))


def test_it_is_no_key_of_a_dictionary() -> None:
    with pytest.raises(TypeError):
        hash(Personal(CANARY))


def test_it_compares_by_value() -> None:
    assert Personal(1) == Personal(1)
    assert Personal(1) != Personal(2)
    assert Personal(1) != 1


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_no_protocol_of_pickle_takes_it_however_deep_it_lies(protocol: int) -> None:
    for holder in (Personal(CANARY), [Personal(CANARY)], {"a": (Personal(CANARY),)}):
        with pytest.raises(TypeError):
            pickle.dumps(holder, protocol)


def test_a_copy_of_it_cannot_be_made() -> None:
    for make in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            make(Personal(CANARY))


def test_json_shows_nothing_of_it_whatever_the_fallback() -> None:
    for fallback in (str, repr, vars):
        shown = ""
        with contextlib.suppress(TypeError):
            shown = json.dumps({"a": Personal(CANARY)}, default=fallback)
        assert CANARY not in shown


def test_a_csv_writer_shows_nothing_of_it() -> None:
    written = io.StringIO()
    csv.writer(written).writerow([Personal(CANARY), [Personal(CANARY)]])
    rows = csv.DictWriter(written, ["name"])
    rows.writerow({"name": Personal(CANARY)})
    assert "<personal>" in written.getvalue()
    assert CANARY not in written.getvalue()


def test_every_logger_and_a_traceback_show_nothing_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    box = Personal({"person.name": CANARY})
    structlog.get_logger("test").warning("found", box=box, boxes=[box], by={"name": box})
    logging.getLogger("test").warning("found %s %r %(a)s", {"a": box})
    try:
        int(box)  # type: ignore[call-overload]  # to fail with it in hand
    except TypeError as error:
        structlog.get_logger("test").exception("failed", subject=box)
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    shown += capsys.readouterr().err + pprint.pformat(box)
    assert "<personal>" in shown
    assert CANARY not in shown


def test_a_restricted_value_opens_for_what_is_left_and_nothing_else() -> None:
    box = Personal(CANARY, STILL_ALLOWED)
    assert {box.use(purpose) for purpose in STILL_ALLOWED} == {CANARY}
    for purpose in ("aml_check", "onboarding_kyc", "marketing"):
        with pytest.raises(PolicyDeniedError, match=r"right\.restrict"):
            box.use(purpose)


DOORS = {
    "kyc_service/services/sandbox/deciding.py": "names of a sandbox, which are nobody's",
    "kyc_service/services/sandbox/fixing.py": "names of a sandbox, which are nobody's",
    "kyc_service/console/privacy/holds.py": "an officer's page of holds",
    "kyc_service/console/privacy/requests.py": "an officer's page of requests",
    "kyc_service/console/privacy/suspicions.py": "sealed records, under their own permission",
    "kyc_service/api/privacy/addressees.py": "an officer's page of addressees",
    "kyc_service/api/privacy/files.py": "an analyst's page of messages",
    "kyc_service/api/privacy/grounds.py": "an officer's page of evidence",
    "kyc_service/api/privacy/requests.py": "an officer's page of requests",
    "kyc_service/api/privacy/suspicions.py": "sealed records, under their own scope",
    "kyc_service/api/schemas/evidence.py": "an analyst's page of a case",
    "kyc_service/api/subjects.py": "a change of parts keeps the others",
    "kyc_service/api/tuning/allowlist.py": "an analyst's page of a pair",
    "kyc_service/api/bodies/batches.py": "a submission that is only checked",
    "kyc_service/api/retention/holds.py": "an officer's page of holds",
    "kyc_service/storage/histories.py": "on which lists a confirmed party stands, for the length of its duty",
    "jobs/cli/retention/holds.py": "an officer's page of holds",
    "kyc_service/policy/engine.py": "the gate: the one maker of what leaves",
    "kyc_service/services/desk/answered.py": "matching, to measure a draft on what people said",
    "kyc_service/services/exits/records.py": "what the gate is handed, closed again",
    "kyc_service/services/exits/suspicions.py": "sealed records, put back at once",
    "kyc_service/services/ownership/gathering.py": "an analyst's page of who owns a business",
    "kyc_service/services/ownership/listings.py": "whether a list that a party stands on is one of sanctions",
    "kyc_service/services/registers/answering.py": "which question a kept answer answers",
    "kyc_service/services/registers/people.py": "who of a register was submitted",
    "kyc_service/services/registers/recording.py": "comparing with a register, and the answer kept of it",
    "kyc_service/console/trail/audit.py": "names of colleagues, to search by",
    "kyc_service/services/people/names.py": "names of colleagues, as whoever works with them sees them",
    "kyc_service/services/packs/content.py": "what an analyst's page of a case shows, in one document",
    "kyc_service/services/packs/making.py": "that document, for whoever may read evidence",
    "kyc_service/services/verifications.py": "which registers know such a business",
    "kyc_service/services/replays.py": "matching",
    "kyc_service/services/retention/index_rotation.py": "what names are found by, under a new key",
    "kyc_service/services/retention/statistics.py": "countries, counted in groups",
    "kyc_service/services/rights/packages.py": "what a verified subject gets",
    "kyc_service/services/risk/facts.py": "codes and numbers of a business, and nothing else of it",
    "kyc_service/services/risk/ratings.py": "whether a level was accepted before, factor by factor",
    "kyc_service/services/risk/runs/again.py": "kept facts, rated by another table",
    "kyc_service/services/risk/runs/dry_run.py": "kept facts, rated by a draft and counted",
    "kyc_service/services/risk/shapes.py": "an analyst's page of a level and its reasons",
    "kyc_service/services/screening.py": "matching",
    "kyc_service/services/subjects.py": "taking in",
    "kyc_service/services/tuning/allowlist.py": "matching",
    "jobs/cli/tuning/allowlist.py": "an analyst's page of a pair",
    "jobs/cli/people/group.py": "an operator's list of colleagues",
    "kyc_service/api/desk/acts.py": "an analyst's page of what was done with a case",
    "kyc_service/console/rules/allowlist.py": "an analyst's page of pairs",
    "kyc_service/console/cases/standing.py": "an analyst's page of what was done with a case",
    "kyc_service/services/desk/sharing.py": "names of colleagues who may be given cases",
    "kyc_service/console/cases/page.py": "an analyst's page of a case",
    "kyc_service/console/cases/queue.py": "names of businesses in an analyst's queue",
    "kyc_service/console/entry/account.py": "a person's own page",
    "kyc_service/console/staff/people.py": "an administrator's page of colleagues",
    "kyc_service/console/subjects/file.py": "an analyst's page of what is on file",
    "kyc_service/console/subjects/search.py": "names of businesses that were found",
    "kyc_service/services/people/accounts.py": "addresses, compared and paused by digest",
    "kyc_service/services/people/invitations.py": "greeting whom an invitation is for",
    "kyc_service/services/people/sessions.py": "the name on every page of whoever is signed in",
    "kyc_service/services/people/signing_in.py": "a new password that may not hold the own name",
    "kyc_service/api/asking/answers.py": "an answer is judged with what is known",
    "kyc_service/api/asking/attachments.py": "an analyst's list of files, and a download",
    "kyc_service/api/asking/notes.py": "an analyst's page of notes",
    "kyc_service/api/asking/requests.py": "an analyst's page of what was asked and came",
    "kyc_service/console/talk/reading.py": "the same on the page of a case",
    "kyc_service/services/asking/changes.py": "whether an answer changes what lists are compared with",
    "kyc_service/storage/accounts.py": "an address that stays, and what it is found by",
    "kyc_service/services/views/background.py": "which earlier answers were to the same pair, and what is other now",
    "kyc_service/api/desk/background.py": "an analyst's page of earlier answers",
    "kyc_service/console/privacy/corrections.py": "an officer's page of what is to be corrected",
    "kyc_service/console/cases/background.py": "the same on the page of a case",
    "kyc_service/services/monitoring/comparing.py": "matching, everybody with every edition",
    "kyc_service/services/monitoring/blocks.py": "sketches of names, sifted, and closed into a box again",
    "kyc_service/storage/coverage_blocks.py": "sketches of names, closed under the box's key",
    "kyc_service/services/tuning/earlier.py": "whether what a person compared is still the same",
}
"""Every module that opens a box, and what for."""


def _is_register(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"choice", "standing"}


def test_a_box_is_opened_in_these_places_only() -> None:
    found = set()
    for package in ("kyc_service", "jobs", "watchlists"):
        for path in (ROOT / package).rglob("*.py"):
            reached = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
            # Of something else than itself: nobody reaches around the door.
            around = [node for node in reached if node.attr == "_value"]
            assert not around or path.stem in {"personal", "settings"}, path
            # A register's `use` is what it is to a tenant: a word, which nobody can call.
            words = {id(node) for node in reached if node.attr == "use" and _is_register(node.value)}
            if any(node.attr == "use" and id(node) not in words for node in reached):
                found.add(str(path.relative_to(ROOT)))
    assert found - DOORS.keys() == set()
    assert DOORS.keys() - found == set()
