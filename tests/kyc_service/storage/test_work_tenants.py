"""No tenant ever reaches another's rows, through any repository."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, func, select

from kyc_service.domain.allowlist import Pair
from kyc_service.domain.asking.files import Attachment, FileType, Paper, Source
from kyc_service.domain.asking.notes import Note, Template
from kyc_service.domain.asking.requests import Request, Wanted
from kyc_service.domain.asking.requests import RequestStatus as RequestEnd
from kyc_service.domain.cases import Case, Hit, HitStatus, HoldReason, Outcome
from kyc_service.domain.checks import Check, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.desk.acts import ActKind
from kyc_service.domain.desk.filters import CaseFilter, SavedFilter
from kyc_service.domain.desk.terms import Terms
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.feeds.terms import Terms as ReviewTerms
from kyc_service.domain.monitoring.editions import Edition, ListAt
from kyc_service.domain.monitoring.ledger import add_up
from kyc_service.domain.monitoring.outcomes import EndReason, Found
from kyc_service.domain.monitoring.runs import Chunk, Run, RunStatus, RunTrigger, Scope, Tally
from kyc_service.domain.packs.packs import EvidencePack, PackFormat
from kyc_service.domain.people.accounts import Account, AccountStatus, Person
from kyc_service.domain.people.roles import Role
from kyc_service.domain.people.sessions import Session
from kyc_service.domain.personal import Personal
from kyc_service.domain.privacy.files import Direction, Waiver
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.privacy.requests import RequestStatus, Right
from kyc_service.domain.profiles import Profile, Purpose
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.retention.holds import Hold
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import LevelChange, Override, OverrideEnd, StoredRating, TableVersion
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.tenants import Period, Tenant
from kyc_service.domain.trail.searches import AuditSearch
from kyc_service.domain.verifications import Coverage, Trigger, VerificationStatus
from kyc_service.domain.webhooks import Delivery, Endpoint, Event, TryError
from kyc_service.errors import AttemptLostError, KycError, NotFoundError, StaleVersionError
from kyc_service.settings import Secret
from kyc_service.storage.coverage import Member
from kyc_service.storage.database import Database
from kyc_service.storage.desk_counts import CountKind, Kept
from kyc_service.storage.evidence_packs import Files
from kyc_service.storage.histories import Sieve
from kyc_service.storage.tables import metadata
from kyc_service.storage.work import Work
from kyc_service.tasks import Task
from tests.fixtures.parties import LEASE, RESULT, Story, add_hit, open_case, start
from tests.fixtures.privacy import Privacy, fill_privacy
from tests.kyc_service.storage.test_ledger import record
from tests.kyc_service.storage.test_risk_overrides import override as lower
from tests.kyc_service.storage.test_risk_ratings import rate

TENANT_TABLES = {name: table for name, table in metadata.tables.items() if "tenant_id" in table.c}
KIND = "verification.updated"
PAPER = Paper("a.txt", FileType.TEXT, b"text")
FILES = Files(document=b"d", print=b"p", pages=1, content_sha256="a", json_sha256="b", pdf_sha256="c")
KEY_NUMBERS = "SELECT DISTINCT accounts.key_version \nFROM accounts"
"""An e-mail address has one account at all tenants: under which keys to look for it. Numbers of keys, of nobody."""


@dataclass(frozen=True)
class Belongings:
    """Everything that a tenant can have, one of each."""

    story: Story
    held: Check
    case: Case
    hit: Hit
    endpoint: Endpoint
    event: Event
    delivery: Delivery
    pair: Pair
    profile: Profile
    privacy: Privacy
    hold: Hold
    table: TableVersion
    rating: StoredRating
    override: Override
    account: Account
    session: Session
    kept: SavedFilter
    request: Request
    note: Note
    template: Template
    attachment: Attachment
    pack: EvidencePack
    wrapped: EvidencePack
    run: Run
    chunk: Chunk
    member: Member


def fill(database: Database, tenant: Tenant, email: str = "anna@desk.example") -> Belongings:
    with database.open_system() as system:
        system.api_keys.add(tenant.id, "key", [], None)
    with database.open_work(tenant.id, "anna") as work:
        story = start(work)
        case = open_case(work, story)
        held = work.checks.add(story.verification.id, story.person.id, CheckKind.PLAUSIBILITY)
        (held,) = work.checks.claim(story.verification.id, LEASE)
        (hit,) = work.hits.of_verification(story.verification.id)
        answered = dataclasses.replace(hit, reason_code="different_country")
        until = work.now() + dt.timedelta(days=30)
        pair = work.allowlist.propose(answered, {"names": "print"}, note="note", expires_at=until)
        profile = work.profiles.draft(Purpose.ONBOARDING, "marketplace", sources=None, threshold=0.75, weights={})
        work.decisions.propose(case, Outcome.REJECT, "other", "note", made_by="anna")
        endpoint, made, delivery = fill_hooks(work, story)
        work.idempotency.begin("key", "a")
        work.idempotency.finish("key", 200, {}, None, story.business.id)
        work.audit.append("op", "done", subject_id=story.business.id, verification_id=story.verification.id)
        record(work, story.business.id)
        privacy = fill_privacy(work, story.business.id, case.id)
        hold = work.holds.request(story.business.id, "litigation", "matter", review_at=until)
        work.disposals.add("dsp_" + tenant.id, "sub_gone", Cause.DUE, {}, deleted_at=work.now())
        work.origins.accept(story.business.id, "f" * 64, "contract", "terms-1")
        account = work.people.accounts.add(Person("Anna", email), [Role.ANALYST])
        work.people.credentials.enrol(account.id, "hash", "SECRET", ["CODE"])
        work.people.invitations.add(account.id, dt.timedelta(hours=1))
        session, _ = work.people.sessions.add(account.id, work.now(), dt.timedelta(hours=1))
        own = (pair, profile, privacy, hold, *fill_risk(work, story), account, session, fill_desk(work, case))
        own = (*own, *fill_talk(work, story, case, account), *fill_packs(work, story), *fill_monitoring(work, story))
        return Belongings(story, held, case, hit, endpoint, made, delivery, *own)


def fill_hooks(work: Work, story: Story) -> tuple[Endpoint, Event, Delivery]:
    endpoint = work.webhooks.endpoints.add("https://a.example", Secret("s"))
    made = work.webhooks.events.add(KIND, work.verifications.get(story.verification.id))
    (delivery,) = work.webhooks.deliveries.of_event(made.id)
    work.webhooks.tries.add(delivery, status=503, error=TryError.NOT_ACCEPTED, milliseconds=1)
    return work.webhooks.endpoints.rotate(endpoint.id, Secret("t"), LEASE), made, delivery


def fill_desk(work: Work, case: Case) -> SavedFilter:
    work.desk.acts.add(case, ActKind.URGENT, note="note")
    work.desk.tags.replace(case.id, ("vip",))
    work.desk.terms.set(Terms(), 0)
    work.review_terms.set(ReviewTerms(), 0)
    work.quotas.set(Period.DAY, 5)
    work.counts.keep(CountKind.FIGURES, Kept({"open": 1}, work.now()))
    return work.desk.filters.keep("mine", CaseFilter(tag="vip"))


def fill_packs(work: Work, story: Story) -> tuple[EvidencePack, EvidencePack]:
    """Ask for one, and make another one."""
    asked, _ = work.packs.request(story.verification, dt.timedelta(days=1))
    held = work.packs.claim(asked.id, LEASE)
    assert held is not None
    wrapped = work.packs.finish(held, FILES)
    pack, _ = work.packs.request(story.verification, dt.timedelta(days=1))
    return pack, wrapped


def fill_monitoring(work: Work, story: Story) -> tuple[Run, Chunk, Member]:
    """One edition, a run over everybody of which a chunk is taken, a subject that it set aside, and a pair."""
    lists = (ListAt("un", "d", "1", None, work.now()),)
    assert work.monitoring.editions.add(
        Edition(number=1, lists=lists, matcher_version="1", profile_id=None, threshold=0.8, made_at=work.now())
    )
    run = work.monitoring.runs.add(RunTrigger.EDITION, 1, Scope(), dry=False)
    assert run is not None
    work.monitoring.chunks.add(run.id, [("", "~")])
    chunk = work.monitoring.chunks.claim(run.id, LEASE)
    assert chunk is not None
    member = next(one for one in work.monitoring.coverage.members("", "~", 1) if one.id == story.business.id)
    work.monitoring.coverage.set_aside(member, "ValueError")
    work.monitoring.blocks.lay([("", "~")])
    (block,) = work.monitoring.blocks.within("", "~")
    assert work.monitoring.blocks.keep(block, Personal({story.business.id: b"s"}))
    work.monitoring.pairs.see(story.business.id, {("un", "un:X.1"): Found("print", 0.9)})
    work.monitoring.proof.note(add_up(work.monitoring.coverage.standings(), (), work.now()))
    assert work.monitoring.proof.keep("2026-11", "ab", b"{}")
    return run, chunk, member


def fill_risk(work: Work, story: Story) -> tuple[TableVersion, StoredRating, Override]:
    rating = rate(work, story)
    override = lower(work, rating)
    change = LevelChange(
        subject_id=story.business.id,
        reference="shop-1",
        before=Level.LOW,
        after=Level.HIGH,
        points_before=0.0,
        points_after=31.0,
    )
    drafted = work.risk.tables.draft("house", {"name": "house"}, "ab" * 32)
    return work.risk.tables.simulate(drafted, {}, [change]), rating, override


def fill_talk(work: Work, story: Story, case: Case, account: Account) -> tuple[Request, Note, Template, Attachment]:
    due_at = work.now() + dt.timedelta(days=14)
    request = work.case_requests.add(case, [(Wanted("/business/name"), story.business.id)], due_at)
    note = work.case_notes.add(case, "note", [account.id])
    template = work.note_templates.add("name", "text")
    return request, note, template, work.attachments.add(case, story.business.id, PAPER, Source.ANALYST)[0]


@pytest.fixture
def theirs(database: Database, tenant: Tenant) -> Belongings:
    its = fill(database, tenant)
    with database.open_system() as system:
        system.marks.add({(tenant.id, its.story.business.id)}, "brreg", DueReason.REGISTER_EVENT, system.now())
    return its


READS: dict[str, Callable[[Work, Belongings], object]] = {
    "subject": lambda work, its: work.subjects.get(its.story.business.id),
    "subjects and records": lambda work, its: work.subjects.read_all([its.story.business.id]),
    "results of screenings": lambda work, its: work.checks.results_of(its.story.verification.id),
    "subject's records": lambda work, its: work.subjects.read(its.story.business.id),
    "subject by reference": lambda work, _: work.subjects.by_reference("shop-1"),
    "people": lambda work, its: work.subjects.people_of(its.story.business.id, active_only=False),
    "identity": lambda work, its: work.subjects.matches_identity(its.story.business.id, {}),
    "verification": lambda work, its: work.verifications.get(its.story.verification.id),
    "latest verification": lambda work, its: work.verifications.latest_of(its.story.business.id),
    "verifications": lambda work, _: work.verifications.page(None, 9).items,
    "verifications by reference": lambda work, _: work.verifications.page(None, 9, reference="shop-1").items,
    "checks": lambda work, its: work.checks.of(its.story.verification.id),
    "claim": lambda work, its: work.checks.claim(its.story.verification.id, LEASE),
    "result": lambda work, its: work.checks.result_of(its.hit.check_id),
    "hit": lambda work, its: work.hits.get(its.hit.id),
    "hits": lambda work, its: work.hits.of_verification(its.story.verification.id),
    "case": lambda work, its: work.cases.get(its.case.id),
    "case of verification": lambda work, its: work.cases.of_verification(its.story.verification.id),
    "open cases": lambda work, its: work.cases.count_open(its.story.business.id),
    "cases": lambda work, _: work.cases.page(None, 9).items,
    "some cases": lambda work, its: work.cases.find([its.case.id]),
    "changes of a case": lambda work, its: work.cases.changes_since(its.case.id, 0),
    "acts": lambda work, its: work.desk.acts.of(its.case),
    "tags": lambda work, its: work.desk.tags.of([its.case.id])[its.case.id],
    "tags in use": lambda work, _: work.desk.tags.in_use(9),
    "terms": lambda work, _: work.desk.terms.read()[1],
    "filters": lambda work, _: work.desk.filters.list(),
    "pairs that end": lambda work, _: work.allowlist.ending(work.now() + dt.timedelta(days=99), None, 9).items,
    "loads": lambda work, _: work.queues.loads(),
    "decisions": lambda work, its: work.decisions.of(its.story.verification.id),
    "origins": lambda work, its: any(work.origins.of(its.story.business.id)),
    "audit": lambda work, _: work.audit.page(None, 9).items,
    "ledger of subject": lambda work, its: work.ledger.of_subject(its.story.business.id),
    "ledger": lambda work, _: work.ledger.page(None, 9).items,
    "idempotency": lambda work, _: work.idempotency.begin("key", "b"),
    "endpoint": lambda work, its: work.webhooks.endpoints.get(its.endpoint.id),
    "endpoints": lambda work, _: work.webhooks.endpoints.list(),
    "event": lambda work, its: work.webhooks.events.get(its.event.id),
    "events": lambda work, _: work.webhooks.events.page(None, 9).items,
    "delivery": lambda work, its: work.webhooks.deliveries.get(its.delivery.id),
    "deliveries": lambda work, its: work.webhooks.deliveries.of_event(its.event.id),
    "pair": lambda work, its: work.allowlist.get(its.pair.id),
    "profile": lambda work, its: work.profiles.get(its.profile.id),
    "risk table": lambda work, its: work.risk.tables.get(its.table.id),
    "risk tables": lambda work, _: work.risk.tables.page(None, 9).items,
    "risk changes": lambda work, its: work.risk.tables.changes(its.table.id, None, 9).items,
    "rating": lambda work, its: work.risk.ratings.get(its.rating.id),
    "latest rating": lambda work, its: work.risk.ratings.latest_of(its.story.business.id),
    "rating at a moment": lambda work, its: work.risk.ratings.in_force_at(its.story.business.id, work.now()),
    "ratings": lambda work, its: work.risk.ratings.page(its.story.business.id, None, 9).items,
    "standings": lambda work, _: work.risk.ratings.standings("", 9),
    "rated": lambda work, _: work.risk.ratings.count(),
    "waiting for a rating": lambda work, _: work.risk.ratings.waiting("", "", 9),
    "override": lambda work, its: work.risk.overrides.get(its.override.id),
    "live override": lambda work, its: work.risk.overrides.live_of(its.story.business.id),
    "overrides": lambda work, its: work.risk.overrides.of_subject(its.story.business.id),
    "last decision": lambda work, its: work.decisions.last_of(its.story.business.id, Outcome.REJECT),
    "addressee": lambda work, its: work.addressees.get(its.privacy.addressee.id),
    "addressees": lambda work, _: work.addressees.page(None, 9, recipients=["adviser"]).items,
    "ground": lambda work, its: work.grounds.get(its.privacy.ground.id),
    "grounds": lambda work, _: work.grounds.page(None, 9).items,
    "live grounds": lambda work, its: work.grounds.live({its.story.business.id}, its.privacy.addressee.id),
    "kinds of grounds": lambda work, its: work.grounds.live_kinds(its.story.business.id, tuple(GroundKind)),
    "grounds of subject": lambda work, its: work.grounds.of_subject(its.story.business.id),
    "restrictions": lambda work, its: work.subjects.restricted({its.story.business.id}),
    "where data came from": lambda work, its: work.subjects.origins(its.story.business.id),
    "handover": lambda work, its: work.handovers.get(its.privacy.handover.id),
    "handovers": lambda work, _: work.handovers.page(None, 9, secret=True).items,
    "privacy request": lambda work, its: work.requests.get(its.privacy.request.id),
    "privacy requests": lambda work, _: work.requests.page(None, 9).items,
    "open requests": lambda work, its: work.requests.open_of(its.story.business.id),
    "notice": lambda work, its: work.notices.get(its.privacy.notice.id),
    "notices": lambda work, _: work.notices.page(None, 9).items,
    "messages of case": lambda work, its: work.messages.of_case(its.case.id),
    "messages of subject": lambda work, its: work.messages.of_subject(its.story.business.id),
    "public source": lambda work, its: work.sources.get(its.privacy.source.id),
    "public sources": lambda work, its: work.sources.of_subject(its.story.business.id),
    "suspicion": lambda work, its: work.suspicions.get(its.privacy.suspicion.id),
    "suspicions": lambda work, _: work.suspicions.page(None, 9).items,
    "suspicions of subject": lambda work, its: work.suspicions.of_subject(its.story.business.id),
    "hold": lambda work, its: work.holds.get(its.hold.id),
    "holds": lambda work, _: work.holds.page(None, 9).items,
    "live holds": lambda work, _: work.holds.live(),
    "holds of subject": lambda work, its: work.holds.of_subject(its.story.business.id),
    "what a hold is about": lambda work, its: work.holds.reference_of(its.hold),
    "household": lambda work, its: work.histories.household_of(its.story.person.id),
    "outcomes": lambda work, _: work.histories.outcomes(work.now() - dt.timedelta(days=9), work.now()),
    "businesses": lambda work, _: work.histories.maybe_due(Sieve(work.now(), work.now(), frozenset({"company"}))),
    "households": lambda work, its: work.histories.households([its.story.business.id]),
    "disposals": lambda work, _: work.disposals.unfinished(9),
    "disposals of subject": lambda work, _: work.disposals.of_subject("sub_gone"),
    "receipts": lambda work, _: work.disposals.page(None, 9).items,
    "residue": lambda work, its: work.disposals.residue(its.story.business.id, {}),
    "wiping": lambda work, its: work.disposals.wipe(its.story.business).tables,
    "wiping of parts": lambda work, its: (
        work.disposals.wipe_parts(its.story.business.id, ["company"], until=work.now()).tables
    ),
    "account": lambda work, its: work.people.accounts.get(its.account.id),
    "accounts": lambda work, _: work.people.accounts.list(),
    "accounts under an older key": lambda work, _: work.people.accounts.indexed_before(99),
    "credentials": lambda work, its: work.people.credentials.of(its.account.id),
    "a step of an authenticator": lambda work, its: work.people.credentials.use_step(its.account.id, 1),
    "a recovery code": lambda work, its: work.people.credentials.use_recovery_code(its.account.id, "CODE"),
    "recovery codes": lambda work, its: work.people.credentials.count_recovery_codes(its.account.id),
    "an invitation": lambda work, its: work.people.invitations.close(its.account.id),
    "sessions": lambda work, its: work.people.sessions.open_of(its.account.id),
    "an end of sessions": lambda work, its: work.people.sessions.end(its.account.id),
    "a use of a session": lambda work, its: work.people.sessions.touch(its.session.id, work.now()),
    "a link to a provider": lambda work, its: work.people.credentials.link(its.account.id, "https://i.example", "1"),
    "an erasure of an account": lambda work, its: work.people.accounts.erase(its.account.id),
    "request": lambda work, its: work.case_requests.get(its.request.id),
    "requests of case": lambda work, its: work.case_requests.of_case(its.case.id),
    "open request": lambda work, its: work.case_requests.open_of(its.story.verification.id),
    "note": lambda work, its: work.case_notes.get(its.note.id),
    "notes of case": lambda work, its: work.case_notes.of_case(its.case.id),
    "mentions": lambda work, its: work.case_notes.mentions_of(its.account.id, 9),
    "a reading of mentions": lambda work, its: work.case_notes.mark_read(its.case.id, its.account.id),
    "templates": lambda work, _: work.note_templates.all(),
    "count of templates": lambda work, _: work.note_templates.count(),
    "attachment": lambda work, its: work.attachments.get(its.attachment.id),
    "content of an attachment": lambda work, its: work.attachments.read(its.attachment),
    "attachments of case": lambda work, its: work.attachments.of_case(its.case.id),
    "attachments of subject": lambda work, its: work.attachments.of_subject(its.story.business.id),
    "count of attachments": lambda work, its: work.attachments.count(its.case.id),
    "an end of an attachment": lambda work, its: work.attachments.delete(its.attachment.id),
    "a question put again": lambda work, its: work.checks.ask_again(its.held),
    "pack": lambda work, its: work.packs.get(its.pack.id),
    "packs": lambda work, its: work.packs.of_verification(its.story.verification.id),
    "a claim of a pack": lambda work, its: work.packs.claim(its.pack.id, LEASE),
    "a file of a pack": lambda work, its: work.packs.open(its.wrapped, PackFormat.PDF),
    "old packs": lambda work, _: work.packs.expire(),
    "a search of the audit": lambda work, its: work.audit.page(None, 9, AuditSearch(about=its.case.id)).items,
    "entries about a verification": lambda work, its: work.audit.about(its.story.verification.id, its.case.id, 9),
    "delivery's claim": lambda work, its: work.webhooks.deliveries.claim(its.delivery.id, LEASE),
    "how their events go": lambda work, its: work.webhooks.events.tell([its.event])[0].goings,
    "tries": lambda work, its: work.webhooks.tries.of(its.delivery.id),
    "events sent again": lambda work, its: work.webhooks.events.send_again(
        its.endpoint.id, its.event.created_at, work.now(), 9, everything=True
    )[0],
    "a success of an endpoint": lambda work, its: work.webhooks.endpoints.note_success(its.endpoint.id),
    "kept counts": lambda work, _: work.counts.get(CountKind.FIGURES),
    "earlier answers": lambda work, its: work.hits.answered_before(
        its.story.verification.id, [its.story.business.id, its.story.person.id], 9
    ),
    "the same party elsewhere": lambda work, its: work.relations.elsewhere("sub_none", [its.story.business.id], 9),
    "cases of a business": lambda work, its: work.relations.cases_of(its.story.business.id, "cas_none", 9),
    "cases that share a party": lambda work, its: work.relations.sharing(
        "sub_none", {(its.hit.source, its.hit.entry_id)}, 9
    ),
    "edition": lambda work, _: work.monitoring.editions.get(1),
    "edition in force": lambda work, _: work.monitoring.editions.newest(),
    "first edition": lambda work, _: work.monitoring.editions.first(),
    "edition at a moment": lambda work, _: work.monitoring.editions.at(work.now()),
    "editions": lambda work, _: work.monitoring.editions.list(9),
    "an end of an edition": lambda work, _: work.monitoring.editions.complete(1),
    "members": lambda work, _: work.monitoring.coverage.members("", "~", 1, everybody=True),
    "due": lambda work, _: work.monitoring.coverage.due(2, since=None, failed_before=work.now(), limit=9),
    "cuts": lambda work, _: work.monitoring.coverage.cuts(9),
    "pairs taken back": lambda work, its: work.allowlist.spent_of(its.story.business.id),
    "alive": lambda work, its: work.monitoring.coverage.alive([its.story.business.id]),
    "records of many": lambda work, its: work.monitoring.coverage.read([its.story.business.id]),
    "blocks": lambda work, _: work.monitoring.blocks.ranges(),
    "boxes": lambda work, _: work.monitoring.blocks.within("", "~"),
    "size": lambda work, _: work.monitoring.blocks.count_subjects(),
    "failures": lambda work, _: work.monitoring.coverage.failures(9),
    "coverage": lambda work, _: work.monitoring.coverage.standings(),
    "count of pairs": lambda work, _: work.monitoring.pairs.count(),
    "watched pairs": lambda work, its: work.monitoring.pairs.of([its.story.business.id]),
    "an end of a pair": lambda work, its: work.monitoring.pairs.end(
        its.story.business.id, {("un", "un:X.1"): EndReason.DELISTED}
    ),
    "run": lambda work, its: work.monitoring.runs.get(its.run.id),
    "live run": lambda work, _: work.monitoring.runs.live(),
    "runs": lambda work, _: work.monitoring.runs.list(None, 9).items,
    "latest run": lambda work, _: work.monitoring.runs.latest(RunTrigger.EDITION, RunStatus.PLANNED),
    "a claim of a chunk": lambda work, its: work.monitoring.chunks.claim(its.run.id, LEASE),
    "count of chunks": lambda work, its: work.monitoring.chunks.count(its.run.id),
    "tally": lambda work, its: work.monitoring.chunks.tally(its.run.id) != Tally(),
    "tallies": lambda work, its: work.monitoring.chunks.tallies([its.run.id]),
    "editions since": lambda work, _: work.monitoring.editions.since(1),
    "editions of a period": lambda work, _: work.monitoring.editions.between(work.now(), work.now()),
    "runs of a period": lambda work, _: work.monitoring.runs.between(work.now() - dt.timedelta(days=1), work.now()),
    "days of coverage": lambda work, _: work.monitoring.proof.days(dt.date(2020, 1, 1), dt.date(2099, 1, 1)),
    "reports": lambda work, _: work.monitoring.proof.reports(9),
    "report": lambda work, _: work.monitoring.proof.document("2026-11"),
    "a mark of a feed": lambda work, its: work.reviews.mark_of(its.story.business.id),
    "a lock for a review": lambda work, its: work.reviews.lock(its.story.business.id),
    "an end of a mark": lambda work, its: work.reviews.drop_mark(its.story.business.id),
    "who may be verified again": lambda work, its: work.reviews.may_start(its.story.business.id),
    "reviews by date": lambda work, _: work.reviews.by_date(9),
    "reviews by age": lambda work, _: work.reviews.by_age(ReviewTerms(), 9),
    "reviews by calendar": lambda work, _: work.reviews.by_calendar(work.now().date(), 9),
    "reviews begun": lambda work, _: work.reviews.count_begun(work.now() - dt.timedelta(days=9)),
    "terms of reviews": lambda work, _: work.review_terms.read()[1],
    "quotas": lambda work, _: work.quotas.list(),
    "a count of their quotas": lambda work, _: work.quotas.take(),
}

WRITES: dict[str, Callable[[Work, Belongings], object]] = {
    "a rating of their business": lambda work, its: rate(work, its.story),
    "a level on their rating": lambda work, its: lower(work, its.rating),
    "an approval of their level": lambda work, its: work.risk.overrides.approve(its.override),
    "an end of their level": lambda work, its: work.risk.overrides.end(its.override, OverrideEnd.BY_HAND),
    "an approval of their table": lambda work, its: work.risk.tables.approve(its.table),
    "an end of their table": lambda work, its: work.risk.tables.retire(its.table),
    "a person of their business": lambda work, its: work.subjects.add(
        SubjectKind.PERSON, "director", reference=None, business_id=its.story.business.id, records={}, identity={}
    ),
    "their records": lambda work, its: work.subjects.replace(its.story.business.id, {}, {}),
    "their subject's status": lambda work, its: work.subjects.set_status(its.story.business.id, SubjectStatus.REMOVED),
    "a verification": lambda work, its: work.verifications.add(
        its.story.business, Trigger.ONBOARDING, policy_version="v", flags=()
    ),
    "a step": lambda work, its: work.verifications.step(
        its.story.verification, VerificationStatus.CLEAR, coverage=Coverage.COMPLETE, reason=None
    ),
    "a check": lambda work, its: work.checks.add(
        its.story.verification.id, its.story.business.id, CheckKind.PLAUSIBILITY
    ),
    "several checks": lambda work, its: work.checks.ask(
        its.story.verification.id, [its.story.business.id], CheckKind.SCREENING
    ),
    "an end": lambda work, its: work.checks.finish(its.held, CheckStatus.PASSED, RESULT),
    "a delay": lambda work, its: work.checks.put_off(its.held, CheckReason.LISTS_STALE, work.now()),
    "giving up": lambda work, its: work.checks.give_up(its.held, CheckReason.NEEDS_OPERATOR),
    "a hit": lambda work, its: add_hit(work, its.held, "un:X.2"),
    "an answer": lambda work, its: work.hits.dispose(its.hit.id, HitStatus.FALSE_POSITIVE, "other", None, 1),
    "settling": lambda work, its: work.hits.settle(its.hit.id, HitStatus.SUPERSEDED),
    "a case": lambda work, its: work.cases.open(its.story.verification),
    "an assignment": lambda work, its: work.cases.assign(its.case, "mallory"),
    "an act": lambda work, its: work.desk.acts.add(its.case, ActKind.HELD, note="x"),
    "a hold of a case": lambda work, its: work.cases.hold(its.case, work.now(), HoldReason.OTHER),
    "urgency": lambda work, its: work.cases.set_urgent(its.case, urgent=True),
    "an escalation": lambda work, its: work.cases.escalate(its.case),
    "a tag": lambda work, its: work.desk.tags.replace(its.case.id, ("vip", "other")),
    "no filter": lambda work, its: work.desk.filters.drop(its.kept.id),
    "a proposal": lambda work, its: work.cases.propose(its.case, Outcome.CLEAR, "mallory"),
    "a closing": lambda work, its: work.cases.close(its.case, Outcome.CLEAR, None),
    "a decision": lambda work, its: work.decisions.propose(its.case, Outcome.CLEAR, "other", None, made_by="mallory"),
    "a confirmation": lambda work, its: work.decisions.confirm(its.case, approved_by="mallory"),
    "a basis": lambda work, its: work.origins.accept(its.story.business.id, "e" * 64, "contract", "terms-1"),
    "a disabled endpoint": lambda work, its: work.webhooks.endpoints.disable(its.endpoint.id),
    "an event": lambda work, its: work.webhooks.events.add(KIND, its.story.verification),
    "an addressee of their subject": lambda work, its: work.addressees.add(
        "named_by_subject", "NL", "X", its.story.business.id
    ),
    "a ground about their subject": lambda work, its: work.grounds.add(
        NewGround(kind=GroundKind.OBJECTION, reference="x", subject_id=its.story.business.id)
    ),
    "a ground about their addressee": lambda work, its: work.grounds.add(
        NewGround(kind=GroundKind.MATTER, reference="x", addressee_id=its.privacy.addressee.id)
    ),
    "an end of a ground": lambda work, its: work.grounds.end(its.privacy.ground),
    "a retired addressee": lambda work, its: work.addressees.retire(its.privacy.addressee.id),
    "an approved handover": lambda work, its: work.handovers.approve(its.privacy.handover),
    "a released handover": lambda work, its: work.handovers.release(its.privacy.handover),
    "a request of their subject": lambda work, its: work.requests.add(
        its.story.business.id, Right.ACCESS, "x", work.now()
    ),
    "a closed request": lambda work, its: work.requests.change(its.privacy.request, status=RequestStatus.VERIFIED),
    "a sent notice": lambda work, its: work.notices.mark_sent(its.privacy.notice),
    "a message": lambda work, its: work.messages.add(
        its.story.business.id, its.case.id, Direction.INCOMING, "x", work.now()
    ),
    "a public source": lambda work, its: work.sources.add(
        its.story.business.id, {}, retrieved_at=work.now(), notice_due_at=work.now()
    ),
    "a noted source": lambda work, its: work.sources.note(its.privacy.source, Waiver.GIVEN),
    "a changed suspicion": lambda work, its: work.suspicions.change(its.privacy.suspicion, {}, close=True),
    "a hold": lambda work, its: work.holds.request(its.story.business.id, "open_dispute", None, review_at=work.now()),
    "an approved hold": lambda work, its: work.holds.approve(its.hold, review_at=work.now()),
    "a refused hold": lambda work, its: work.holds.refuse(its.hold),
    "roles": lambda work, its: work.people.accounts.set_roles(its.account, [Role.AUDITOR]),
    "an account's status": lambda work, its: work.people.accounts.set_status(its.account, AccountStatus.DISABLED),
    "a name": lambda work, its: work.people.accounts.set_person(its.account, Person("X", "x@desk.example")),
    "an index": lambda work, its: work.people.accounts.reindex(its.account.id, 2),
    "a sign-in": lambda work, its: work.people.accounts.note_sign_in(its.account.id),
    "credentials": lambda work, its: work.people.credentials.enrol(its.account.id, "hash", "SECRET", ["X"]),
    "a password": lambda work, its: work.people.credentials.set_password(its.account.id, "other"),
    "no password": lambda work, its: work.people.credentials.forget(its.account.id),
    "an invitation": lambda work, its: work.people.invitations.add(its.account.id, dt.timedelta(hours=1)),
    "a session": lambda work, its: work.people.sessions.add(its.account.id, work.now(), dt.timedelta(hours=1)),
    "a mark": lambda work, its: work.webhooks.deliveries.mark(its.delivery, "dead", None, None),
    "a wait for an answer": lambda work, its: work.cases.await_answer(its.case),
    "a request of their case": lambda work, its: work.case_requests.add(
        its.case, [(Wanted("/business/name"), its.story.business.id)], work.now() + dt.timedelta(days=1)
    ),
    "a held request": lambda work, its: work.case_requests.hold(its.request),
    "an answered item": lambda work, its: work.case_requests.answer(its.request, its.request.items[0], None, "att_x"),
    "an end of a request": lambda work, its: work.case_requests.end(its.request, RequestEnd.WITHDRAWN),
    "a note on their case": lambda work, its: work.case_notes.add(its.case, "x", []),
    "a note struck out": lambda work, its: work.case_notes.strike(its.note),
    "a dropped template": lambda work, its: work.note_templates.drop(its.template.id),
    "an attachment of their case": lambda work, its: work.attachments.add(
        its.case, its.story.business.id, PAPER, Source.ANALYST
    ),
    "a pack": lambda work, its: work.packs.request(its.story.verification, LEASE),
    "a made pack": lambda work, its: work.packs.finish(its.pack, FILES),
    "a failed pack": lambda work, its: work.packs.fail(its.pack, "given_up"),
    "an enabled endpoint": lambda work, its: work.webhooks.endpoints.enable(its.endpoint.id),
    "a failure of an endpoint": lambda work, its: work.webhooks.endpoints.note_failure(its.endpoint.id),
    "a new secret": lambda work, its: work.webhooks.endpoints.rotate(its.endpoint.id, Secret("x"), LEASE),
    "a delivery begun anew": lambda work, its: work.webhooks.deliveries.again(its.delivery),
    "coverage of their subject": lambda work, its: work.monitoring.coverage.cover([its.member], 1),
    "a subject set aside": lambda work, its: work.monitoring.coverage.set_aside(its.member, "x"),
    "a pair of their subject": lambda work, its: work.monitoring.pairs.see(
        its.story.business.id, {("un", "un:X.2"): Found("print", 0.9)}
    ),
    "a moved run": lambda work, its: work.monitoring.runs.move(its.run, RunStatus.PAUSED),
    "chunks of their run": lambda work, its: work.monitoring.chunks.add(its.run.id, [("", "~")], 9),
    "a held chunk": lambda work, its: work.monitoring.chunks.hold(its.chunk),
    "a finished chunk": lambda work, its: work.monitoring.chunks.finish(its.chunk, Tally()),
    "a split chunk": lambda work, its: work.monitoring.chunks.split(its.chunk, [("", "m"), ("m", "~")]),
    "an answer of idempotency": lambda work, its: work.idempotency.finish("key", 200, {}, None, its.story.business.id),
}


def contents(database: Database) -> dict[str, list[Any]]:
    with database._engine.begin() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table)).all()))
            for name, table in metadata.tables.items()
            if name not in {"webhook_endpoints", "api_keys"}
        }


def test_the_scene_has_a_row_in_every_table_of_a_tenant(database: Database, tenant: Tenant, theirs: Belongings) -> None:
    assert theirs.case.verification_id == theirs.story.verification.id
    with database._engine.begin() as connection:
        for name, table in TENANT_TABLES.items():
            mine = select(func.count()).select_from(table).where(table.c.tenant_id == tenant.id)
            assert connection.execute(mine).scalar_one() > 0, name


@pytest.mark.parametrize("name", READS)
def test_nothing_of_another_tenant_is_read(
    database: Database, theirs: Belongings, other_tenant: Tenant, name: str
) -> None:
    with database.open_work(other_tenant.id, "mallory") as work:
        try:
            found = READS[name](work, theirs)
        except NotFoundError:
            found = None
    assert not found


@pytest.mark.parametrize("name", WRITES)
def test_nothing_of_another_tenant_is_written(
    database: Database, theirs: Belongings, other_tenant: Tenant, name: str
) -> None:
    before = contents(database)
    refusals = (NotFoundError, StaleVersionError, AttemptLostError, KycError)
    with pytest.raises(refusals), database.open_work(other_tenant.id, "mallory") as work:
        WRITES[name](work, theirs)
    assert contents(database) == before


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(database._engine, "before_cursor_execute", note)
    yield seen
    event.remove(database._engine, "before_cursor_execute", note)


def test_every_statement_of_a_work_names_the_tenant(database: Database, tenant: Tenant, statements: list[str]) -> None:
    its = fill(database, tenant)
    calls = [*READS.values(), *WRITES.values()]
    for call in calls:
        try:
            with database.open_work(tenant.id, "bert") as work:
                work.outbox.ask(Task.RUN_VERIFICATION, its.story.verification.id)
                call(work, its)
        except KycError:
            continue
    touching = [text for text in statements if re.search(rf"\b({'|'.join(TENANT_TABLES)})\b", text)]
    assert len(touching) > len(calls)
    assert {text for text in touching if "tenant_id" not in text} == {KEY_NUMBERS}
