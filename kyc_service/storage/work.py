"""Units of work: one transaction, with a repository for each kind of row. What opens it ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from kyc_service.domain.tenants import Tenant
from kyc_service.storage.allowlist import AllowlistRows
from kyc_service.storage.attachments import AttachmentRows
from kyc_service.storage.audit import Audit
from kyc_service.storage.audit_chain import ChainRows
from kyc_service.storage.case_notes import CaseNoteRows, NoteTemplateRows
from kyc_service.storage.case_requests import CaseRequestRows
from kyc_service.storage.cases import CaseRows
from kyc_service.storage.checks import CheckRows
from kyc_service.storage.decisions import DecisionRows
from kyc_service.storage.desk import DeskRows
from kyc_service.storage.desk_counts import AllCounts, CountRows
from kyc_service.storage.disposal_runs import DisposalRunRows
from kyc_service.storage.disposals import Disposals
from kyc_service.storage.evidence_packs import PackRows
from kyc_service.storage.feeds import FeedRows
from kyc_service.storage.figures import FigureRows
from kyc_service.storage.grounds import AddresseeRows, GroundRows
from kyc_service.storage.handovers import HandoverRows
from kyc_service.storage.histories import HistoryRows
from kyc_service.storage.hits import HitRows
from kyc_service.storage.holds import HoldRows
from kyc_service.storage.idempotency import Idempotency
from kyc_service.storage.index import IndexRows
from kyc_service.storage.ledger import Ledger
from kyc_service.storage.list_refusals import RefusalRows
from kyc_service.storage.lists import ListRows
from kyc_service.storage.monitoring import MonitoringRows
from kyc_service.storage.outbox import Outbox
from kyc_service.storage.people import PeopleRows
from kyc_service.storage.policies import OriginRows, PolicyRows
from kyc_service.storage.privacy_requests import NoticeRows, RequestRows
from kyc_service.storage.privacy_terms import Terms
from kyc_service.storage.profiles import ProfileRows
from kyc_service.storage.queues import QueueRows
from kyc_service.storage.quotas import AllQuotas, QuotaRows
from kyc_service.storage.register_checks import RegisterChecks
from kyc_service.storage.relations import RelationRows
from kyc_service.storage.reviews import MarkRows, ReviewRows, ReviewTermRows
from kyc_service.storage.risk import RiskRows
from kyc_service.storage.rows import Transaction
from kyc_service.storage.schedules import ScheduleRows
from kyc_service.storage.scores import ScoreRows
from kyc_service.storage.sign_ins import SignInRows
from kyc_service.storage.subject_files import MessageRows, SourceRows
from kyc_service.storage.subjects import SubjectRows
from kyc_service.storage.suspicions import SuspicionRows
from kyc_service.storage.sweeper import Sweeper
from kyc_service.storage.tenants import ApiKeyRows, OwnKeyRows, TenantRows
from kyc_service.storage.verifications import VerificationRows
from kyc_service.storage.webhook_queue import DeliveryQueue
from kyc_service.storage.webhooks import WebhookRows
from kyc_service.storage.workloads import WorkloadRows


class Work:
    """A transaction of one tenant: every query in it names the tenant."""

    def __init__(self, tx: Transaction) -> None:
        """Bind every repository to the transaction."""
        self._tx = tx
        self.tenant_id = tx.tenant_id
        self.actor = tx.actor
        self.subjects = SubjectRows(tx)
        self.verifications = VerificationRows(tx)
        self.checks = CheckRows(tx)
        self.hits = HitRows(tx)
        self.cases = CaseRows(tx)
        self.decisions = DecisionRows(tx)
        self.allowlist = AllowlistRows(tx)
        self.profiles = ProfileRows(tx)
        self.risk = RiskRows(tx)
        self.origins = OriginRows(tx)
        self.holds = HoldRows(tx)
        self.histories = HistoryRows(tx)
        self.disposals = Disposals(tx)
        self.outbox = Outbox(tx)
        self.audit = Audit(tx)
        self.ledger = Ledger(tx)
        self.idempotency = Idempotency(tx)
        self.webhooks = WebhookRows(tx)
        self.addressees = AddresseeRows(tx)
        self.grounds = GroundRows(tx)
        self.handovers = HandoverRows(tx)
        self.suspicions = SuspicionRows(tx)
        self.requests = RequestRows(tx)
        self.notices = NoticeRows(tx)
        self.messages = MessageRows(tx)
        self.sources = SourceRows(tx)

    @property
    def people(self) -> PeopleRows:
        """The people of the desk."""
        return PeopleRows(self._tx)

    @property
    def queues(self) -> QueueRows:
        """Cases by what they wait for."""
        return QueueRows(self._tx)

    @property
    def desk(self) -> DeskRows:
        """How cases are worked: terms, acts, tags, saved filters."""
        return DeskRows(self._tx)

    @property
    def quotas(self) -> QuotaRows:
        """How much this tenant may submit, and did."""
        return QuotaRows(self._tx)

    @property
    def figures(self) -> FigureRows:
        """Counts and times of this tenant's desk."""
        return FigureRows(self._tx)

    @property
    def counts(self) -> CountRows:
        """Counts that are kept, of a large desk."""
        return CountRows(self._tx)

    @property
    def monitoring(self) -> MonitoringRows:
        """What subjects are compared with over time, and what that came to."""
        return MonitoringRows(self._tx)

    @property
    def case_requests(self) -> CaseRequestRows:
        """What the onboarding flow was asked for."""
        return CaseRequestRows(self._tx)

    @property
    def case_notes(self) -> CaseNoteRows:
        """What colleagues wrote on cases."""
        return CaseNoteRows(self._tx)

    @property
    def note_templates(self) -> NoteTemplateRows:
        """Texts to begin a note with."""
        return NoteTemplateRows(self._tx)

    @property
    def attachments(self) -> AttachmentRows:
        """Files on cases."""
        return AttachmentRows(self._tx)

    @property
    def packs(self) -> PackRows:
        """Evidence packs."""
        return PackRows(self._tx)

    @property
    def scores(self) -> ScoreRows:
        """Scores of this tenant's hits, counted."""
        return ScoreRows(self._tx)

    @property
    def relations(self) -> RelationRows:
        """What cases have to do with one another."""
        return RelationRows(self._tx)

    @property
    def own_keys(self) -> OwnKeyRows:
        """Keys of this tenant's programs."""
        return OwnKeyRows(self._tx)

    @property
    def reviews(self) -> ReviewRows:
        """Businesses that are due to be verified again."""
        return ReviewRows(self._tx)

    @property
    def review_terms(self) -> ReviewTermRows:
        """After how long that is."""
        return ReviewTermRows(self._tx)

    def tenant(self) -> Tenant:
        """Return the tenant whose transaction this is."""
        return TenantRows(self._tx).get(self.tenant_id)

    def set_registers(self, registers: Mapping[str, str]) -> Tenant:
        """Replace what this tenant chose about registers."""
        return TenantRows(self._tx).set_registers(self.tenant_id, registers)

    def afterwards(self, call: Callable[[], object]) -> None:
        """Call something once this work is committed; never when it is rolled back, and what it raises is dropped."""
        self._tx.afterwards.append(call)

    def now(self) -> dt.datetime:
        """Return the database's time, aware UTC."""
        return self._tx.now()


class SystemWork:
    """A transaction for what belongs to no tenant, or to all of them."""

    def __init__(self, tx: Transaction) -> None:
        """Bind every repository to the transaction."""
        self._tx = tx
        self.actor = tx.actor
        self.tenants = TenantRows(tx)
        self.api_keys = ApiKeyRows(tx)
        self.lists = ListRows(tx)
        self.refusals = RefusalRows(tx)
        self.outbox = Outbox(tx)
        self.schedules = ScheduleRows(tx)
        self.sweeper = Sweeper(tx)
        self.terms = Terms(tx)
        self.index = IndexRows(tx)
        self.disposal_runs = DisposalRunRows(tx)
        self.audit = Audit(tx)
        self.chain = ChainRows(tx)
        self.policies = PolicyRows(tx)
        self.register_checks = RegisterChecks(tx)
        self.sign_ins = SignInRows(tx)
        self.counts = AllCounts(tx)

    @property
    def feeds(self) -> FeedRows:
        """How far each feed of a register was read."""
        return FeedRows(self._tx)

    @property
    def marks(self) -> MarkRows:
        """Businesses that a feed spoke of."""
        return MarkRows(self._tx)

    @property
    def workload(self) -> WorkloadRows:
        """What is under way and what waits, over all tenants."""
        return WorkloadRows(self._tx)

    @property
    def quotas(self) -> AllQuotas:
        """How far the quotas of all tenants are used up."""
        return AllQuotas(self._tx)

    @property
    def deliveries(self) -> DeliveryQueue:
        """Webhooks of all tenants."""
        return DeliveryQueue(self._tx)

    def now(self) -> dt.datetime:
        """Return the database's time, aware UTC."""
        return self._tx.now()

    def keys_in_use(self, key_ids: Sequence[str]) -> set[str]:
        """Say which of these keys belong to a subject."""
        return self.sweeper.keys_in_use(key_ids)

    def expire_idempotency(self, older_than: dt.timedelta) -> int:
        """Drop every tenant's idempotency records of that age; return how many."""
        return self.sweeper.expire_idempotency(older_than)
