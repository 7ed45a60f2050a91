"""Row 35: two analysts change one case at once, from the same page. One does; the other is told that it is stale."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from werkzeug.test import TestResponse

from kyc_service.domain.cases import Case, CaseStatus, Hit, HitStatus, Outcome
from kyc_service.domain.tenants import Scope
from kyc_service.errors import ConflictError, KycError
from kyc_service.services import access, verifications
from tests.fixtures.promised import Promised
from tests.fixtures.runtimes import submission
from tests.fixtures.service import LISTED_NAME, Caller
from tests.fixtures.tracks import Racers, Track
from tests.kyc_service.services.test_cases import CLEAR, decide
from tests.kyc_service.services.test_cases_concurrency import open_flagged

RACES = 40
"""With each case."""
LONGEST_SCREENING = 0.06
"""Seconds, about, on a machine with little else to do: a clearance comes at any moment of one."""
REFUSALS = {(412, "precondition_failed")}
UNTIL = (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).isoformat
WORDS = {"note": "Looked at it together."}
COMPARED = ("status", "assignee", "urgent", "proposed", "outcome", "version")
"""Fields of a case that an answer tells as well."""


@dataclass(frozen=True)
class Page:
    """A case as both analysts see it."""

    case: Case
    hits: tuple[Hit, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """A change that is possible as a case stands."""

    step: str
    body: dict[str, Any]
    version: int

    @property
    def about(self) -> str:
        """What is changed: the case, or one of its hits."""
        return self.step if self.step.startswith("hits/") else "case"


def read(track: Track, case_id: str) -> Page:
    with track.rt.open_work(track.tenant.id, "reader", read_only=True) as work:
        case = work.cases.get(case_id)
        tags = tuple(work.desk.tags.of([case_id]).get(case_id, ()))
        return Page(case, work.hits.of_verification(case.verification_id), tags)


def acts(page: Page, who: str, chance: random.Random) -> Iterator[Act]:
    """List what this analyst may do with a case as it stands."""
    case, at = page.case, page.case.version
    if case.status is CaseStatus.CLOSED:
        yield Act("reopening", {"reason": "complaint", **WORDS}, at)
        return
    yield Act("urgency", {"urgency": "usual" if case.urgent else "urgent"}, at)
    yield Act("tags", {"tags": [f"tag-{chance.randrange(1000)}"]}, at)
    if case.escalated_at:
        yield Act("escalation-answer", {}, at)
    if case.status is CaseStatus.ON_HOLD:
        yield Act("resume", {}, at)
    elif case.status is CaseStatus.PENDING_APPROVAL:
        verdict = "send_back" if case.maker == who else chance.choice(("send_back", "approve", "approve"))
        yield Act("approval", {"verdict": verdict}, at)
    else:
        yield from _acts_in_work(page, chance)


def _acts_in_work(page: Page, chance: random.Random) -> Iterator[Act]:
    case, at = page.case, page.case.version
    yield Act("assign", {"assignee": f"analyst-{chance.randrange(1000)}"}, at)
    yield Act("hold", {"until": UNTIL(), "reason": "colleague_asked"}, at)
    if not case.escalated_at:
        yield Act("escalation", WORDS, at)
    statuses = {hit.status for hit in page.hits}
    for hit in page.hits:
        if hit.status is not HitStatus.TRUE_MATCH:
            answer = {"disposition": "true_match", "reason_code": "same_identifier"}
            yield Act(f"hits/{hit.id}/disposition", answer, hit.version)
        if hit.status is not HitStatus.FALSE_POSITIVE:
            answer = {"disposition": "false_positive", "reason_code": "different_name"}
            yield Act(f"hits/{hit.id}/disposition", answer, hit.version)
    if HitStatus.OPEN not in statuses:
        wanted = Outcome.REJECT if HitStatus.TRUE_MATCH in statuses else Outcome.CLEAR
        decision = Act("decision", {"outcome": wanted.value, "reason_code": "other", **WORDS}, at)
        yield from (decision, decision, decision)


def choose(page: Page, names: list[str], chance: random.Random) -> list[Act]:
    """Choose an act of each analyst, both on the case or both on one of its hits: each of those has its own version."""
    first, second = ([*acts(page, who, chance)] for who in names)
    mine = chance.choice(first)
    theirs = [act for act in second if act.about == mine.about]
    return [mine, chance.choice(theirs)]


def send(caller: Caller, case_id: str, act: Act) -> TestResponse:
    headers = {"If-Match": f'"{act.version}"'}
    return caller.ask("POST", f"/v1/cases/{case_id}/{act.step}", Scope.ANALYST, headers, json=act.body)


def judge(before: Page, after: Page, chosen: list[Act], answers: list[TestResponse]) -> str:
    """Check that one of two acts was done, the other refused, and that what was done is there; name what was done."""
    told = [(answer.status_code, (answer.json or {}).get("code")) for answer in answers]
    won = [number for number, (status, _) in enumerate(told) if status == 200]
    assert len(won) == 1, (before.case.status, chosen, told)
    assert told[1 - won[0]] in REFUSALS, (before.case.status, chosen, told)
    act, body = chosen[won[0]], answers[won[0]].json or {}
    assert after.case.version == before.case.version + 1
    if act.step == "tags":
        assert list(after.tags) == body["tags"] == act.body["tags"]
    elif act.step.startswith("hits/"):
        (hit,) = (hit for hit in after.hits if hit.id == body["id"])
        assert (hit.status, hit.version) == (act.body["disposition"], act.version + 1)
        assert (body["status"], body["version"]) == (hit.status, hit.version)
    else:
        assert {name: getattr(after.case, name) for name in COMPARED} == {name: body[name] for name in COMPARED}
    return "disposition" if act.step.startswith("hits/") else act.step


def open_case(track: Track, number: int) -> str:
    with track.rt.open_work(track.tenant.id, "flow") as work:
        made = verifications.submit(work, track.rt.policy, submission(f"shop-{number}", LISTED_NAME))
    verifications.run(track.rt, made.id)
    with track.rt.open_work(track.tenant.id, "tester", read_only=True) as work:
        case = work.cases.of_verification(made.id)
    assert case is not None
    return case.id


def test_of_two_changes_at_once_one_is_refused(track: Track, racers: Racers, promised: Promised) -> None:
    # Half of the 10,000 on each kind of database.
    chance, many, done = random.Random(35), promised.of(5_000), Counter[str]()
    analysts = [track.add_caller(), track.add_caller()]
    names = [access.authenticate(track.rt, caller.tokens[Scope.ANALYST])[0].id for caller in analysts]
    for race in range(many):
        if race % RACES == 0:
            case_id = open_case(track, race)
            page = read(track, case_id)
        chosen = choose(page, names, chance)
        steps = [partial(send, caller, case_id, act) for caller, act in zip(analysts, chosen, strict=True)]
        answers = racers.race(steps)
        after = read(track, case_id)
        done[judge(page, after, chosen, answers)] += 1
        page = after
    promised.tell(35, f"{many} races on {track.kind}, one winner each: {dict(done.most_common())}")


def test_nobody_is_cleared_past_what_is_found_at_once(track: Track, racers: Racers, promised: Promised) -> None:
    chance, many, refused = random.Random(53), promised.of(500), Counter[str]()
    rt, tenant = track.rt, track.tenant
    for number in range(many):
        case = open_flagged(rt, tenant, LISTED_NAME, f"shop-{number}")

        def clear(case: Case = case, pause: float = chance.uniform(0, LONGEST_SCREENING)) -> object:
            time.sleep(pause)
            return decide(rt, tenant, case, CLEAR)

        screen = partial(verifications.run, rt, case.verification_id)
        answers: list[object] = racers.race([clear, screen])
        assert isinstance(answers[0], ConflictError), answers
        refused[answers[0].code] += 1
        assert not isinstance(answers[1], KycError), answers
    assert track.count("SELECT count(*) FROM verifications WHERE status = 'review'") == many
    assert track.count("SELECT count(*) FROM hits WHERE status = 'open'") == many
    promised.tell(
        35, f"{many} clearances on {track.kind} beside a worker that finds a hit, all refused: {dict(refused)}"
    )
