"""Cases: what analysts work on. The tables refuse a decision whose maker is its checker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, select, update

from kyc_service.domain.cases import STOPPED, Case, CaseStatus, HitStatus, HoldReason, Outcome
from kyc_service.domain.desk.filters import CaseFilter
from kyc_service.domain.ids import new_id
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.verifications import Verification
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.case_filters import narrow
from kyc_service.storage.desk_terms import TermRows
from kyc_service.storage.rows import Page, Repository, Transaction, cut, is_older, mark_time
from kyc_service.storage.tables import cases, hits, subjects

EVERYTHING = CaseFilter()


_KEPT_CHANGES = 30
"""Changes that a case keeps, the newest: a page older than that is told of these."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a case."""

    version: int
    """The case's, after it."""
    by: str
    at: dt.datetime
    fields: tuple[str, ...]
    """Names of columns; `beside` for hits and tags, which stand in tables of their own."""


class CaseRows(Repository):
    """The cases of one tenant."""

    def open(self, verification: Verification, level: Level | None = None) -> Case:
        """Open a case for a verification with the term of a level of risk, or return the one it has."""
        now = self._tx.now()
        statement = self._tx.insert(cases).values(
            id=new_id("case"),
            tenant_id=self._tx.tenant_id,
            verification_id=verification.id,
            subject_id=verification.subject_id,
            status=CaseStatus.NEW,
            version=1,
            opened_at=now,
            due_at=TermRows(self._tx).get().due(level, now),
        )
        self._tx.run(statement.on_conflict_do_nothing(index_elements=["tenant_id", "verification_id"]))
        found = self.of_verification(verification.id)
        if found is None:
            raise NotFoundError
        return found

    def get(self, case_id: str) -> Case:
        """Return a case. Raises NotFoundError."""
        row = self._tx.run(select_cases(self._tx).where(cases.c.id == case_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return make_case(row)

    def find(self, case_ids: Collection[str]) -> tuple[Case, ...]:
        """Return those of some cases that there are, in the order of their ids."""
        wanted = select_cases(self._tx).where(cases.c.id.in_(case_ids))
        return tuple(make_case(row) for row in self._tx.run(wanted.order_by(cases.c.id)))

    def of_verification(self, verification_id: str) -> Case | None:
        """Return the case of a verification."""
        row = self._tx.run(select_cases(self._tx).where(cases.c.verification_id == verification_id)).one_or_none()
        return make_case(row) if row else None

    def of_subject(self, subject_id: str) -> tuple[Case, ...]:
        """List the cases of a business, oldest first."""
        wanted = select_cases(self._tx).where(cases.c.subject_id == subject_id)
        rows = self._tx.run(wanted.order_by(cases.c.opened_at, cases.c.id))
        return tuple(make_case(row) for row in rows)

    def count_open(self, subject_id: str) -> int:
        """Count the cases of a business that nobody has decided."""
        wanted = select(func.count()).where(
            cases.c.tenant_id == self._tx.tenant_id,
            cases.c.subject_id == subject_id,
            cases.c.status != CaseStatus.CLOSED,
        )
        return int(self._tx.run(wanted).scalar_one())

    def page(self, after: str | None, limit: int, such: CaseFilter = EVERYTHING) -> Page[Case]:
        """List cases, newest first. The queue of the filter does not count here."""
        wanted = select_cases(self._tx).where(*narrow(self._tx, such))
        if after is not None:
            wanted = wanted.where(is_older(after, cases.c.opened_at, cases.c.id))
        ordered = wanted.order_by(cases.c.opened_at.desc(), cases.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, make_case, lambda row: mark_time(row.opened_at, row.id))

    def changes_since(self, case_id: str, version: int) -> tuple[Change, ...]:
        """List who changed what of a case since one of its versions, the newest first. Raises NotFoundError.

        Only the newest changes are kept; of a case that was changed before they were, the last one.
        """
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.id == case_id)
        columns = (cases.c.version, cases.c.changed_by, cases.c.changed_at, cases.c.changed, cases.c.changes)
        row = self._tx.run(select(*columns).where(*mine)).one_or_none()
        if row is None:
            raise NotFoundError
        if not row.changes and row.changed and row.version > version:
            return (Change(row.version, row.changed_by, row.changed_at, tuple(row.changed.split(","))),)
        kept = (
            Change(number, by, dt.datetime.fromisoformat(at), tuple(fields))
            for number, by, at, fields in row.changes or ()
        )
        return tuple(sorted((one for one in kept if one.version > version), key=lambda one: -one.version))

    def assign(self, case: Case, assignee: str | None) -> Case:
        """Give a case to somebody, or to nobody. Raises StaleVersionError, as do all changes below."""
        status = CaseStatus.IN_PROGRESS if case.status is CaseStatus.NEW and assignee else case.status
        return self._update(case, assignee=assignee, status=status)

    def note(self, case: Case) -> Case:
        """Note that something beside a case changed: older pages of it are stale."""
        return self._update(case)

    def touch(self, case: Case) -> Case:
        """Note that something of a case changed: it is in progress, and older pages of it are stale."""
        return self._update(case, status=CaseStatus.IN_PROGRESS)

    def await_answer(self, case: Case) -> Case:
        """Let a case wait for the onboarding flow. `touch` puts it in progress again, with whoever had it."""
        return self._update(case, status=CaseStatus.AWAITING_ANSWER)

    def propose(self, case: Case, outcome: Outcome, maker: str) -> Case:
        """Let a decision wait for a second person."""
        return self._update(case, status=CaseStatus.PENDING_APPROVAL, proposed=outcome, maker=maker)

    def send_back(self, case: Case) -> Case:
        """Take a proposed decision back: the case is in progress again."""
        return self._update(case, status=CaseStatus.IN_PROGRESS, proposed=None, maker=None)

    def hold(self, case: Case, until: dt.datetime, reason: HoldReason) -> Case:
        """Put a case aside until a moment."""
        return self._update(case, status=CaseStatus.ON_HOLD, held_until=until, held_for=reason)

    def resume(self, case: Case) -> Case:
        """Take a case into work again."""
        return self._update(case, status=CaseStatus.IN_PROGRESS, held_until=None, held_for=None)

    def escalate(self, case: Case) -> Case:
        """Ask a senior to look: the case is nobody's until one takes it."""
        asked = {"escalated_at": self._tx.now(), "escalated_by": self._tx.actor}
        return self._update(case, status=CaseStatus.IN_PROGRESS, assignee=None, **asked)

    def return_escalated(self, case: Case) -> Case:
        """Make an escalated case one as any other again."""
        return self._update(case, escalated_at=None, escalated_by=None)

    def set_urgent(self, case: Case, *, urgent: bool) -> Case:
        """Put a case before all others, or back into its place."""
        return self._update(case, urgent=urgent)

    def reopen(self, case: Case, due_at: dt.datetime) -> Case:
        """Take back what was decided: the case is in work again, with a term of its own. Nobody has it."""
        if case.status is not CaseStatus.CLOSED:
            message = "this case is not closed"
            raise ConflictError(message)
        gone = dict.fromkeys(("outcome", "checker", "closed_at", "proposed", "maker", "assignee"))
        gone |= dict.fromkeys(("escalated_at", "escalated_by", "stopped_at"))
        again = {"reopened_at": self._tx.now(), "reopened_by": self._tx.actor, "due_at": due_at}
        return self._write(case, status=CaseStatus.IN_PROGRESS, **gone, **again)

    def close(self, case: Case, outcome: Outcome, checker: str | None) -> Case:
        """Close a case. Raises FourEyesError when its decision was proposed and the checker is its maker, or nobody."""
        if case.proposed is not None and (checker is None or checker == case.maker):
            message = "the maker of a decision cannot approve it"
            raise FourEyesError(message)
        return self._update(
            case,
            status=CaseStatus.CLOSED,
            outcome=outcome,
            checker=checker,
            closed_at=self._tx.now(),
        )

    def _update(self, case: Case, **values: Any) -> Case:  # noqa: ANN401 - values of columns
        if case.status is CaseStatus.CLOSED:
            message = "this case is closed"
            raise ConflictError(message)
        return self._write(case, **self._tell_clock(case, values.get("status", case.status)), **values)

    def _tell_clock(self, case: Case, status: CaseStatus) -> dict[str, Any]:
        """Stop the clock of the term, or move the term by the business time for which it stood still."""
        if status in STOPPED:
            return {} if case.stopped_at else {"stopped_at": self._tx.now()}
        if case.stopped_at is None or case.due_at is None:
            return {}
        calendar = TermRows(self._tx).get().calendar
        return {"stopped_at": None, "due_at": calendar.postpone(case.due_at, case.stopped_at, self._tx.now())}

    def _write(self, case: Case, **values: Any) -> Case:  # noqa: ANN401 - values of columns
        changed = [name for name, value in values.items() if getattr(case, name, value) != value] or ["beside"]
        now = self._tx.now()
        earlier = self._tx.run(
            select(cases.c.changes).where(cases.c.tenant_id == self._tx.tenant_id, cases.c.id == case.id)
        ).scalar_one_or_none()
        newest = [case.version + 1, self._tx.actor, now.isoformat(), changed]
        values |= {"changed_at": now, "changed_by": self._tx.actor, "changed": ",".join(changed)}
        values["changes"] = [*(earlier or ())[1 - _KEPT_CHANGES :], newest]
        mine = (
            cases.c.tenant_id == self._tx.tenant_id,
            cases.c.id == case.id,
            cases.c.version == case.version,
        )
        touched = func.coalesce(cases.c.first_touched_at, self._tx.now())
        values |= {"first_touched_at": touched, "version": case.version + 1}
        if self._tx.run(update(cases).where(*mine).values(**values)).rowcount != 1:
            raise StaleVersionError
        return self.get(case.id)


def select_cases(tx: Transaction) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
    """Select the cases of a tenant, with what their hits come to."""
    same = and_(subjects.c.tenant_id == cases.c.tenant_id, subjects.c.id == cases.c.subject_id)
    of_case = and_(hits.c.tenant_id == cases.c.tenant_id, hits.c.verification_id == cases.c.verification_id)
    open_hits = select(func.count()).where(of_case, hits.c.status == HitStatus.OPEN).scalar_subquery()
    top = select(func.max(hits.c.score)).where(of_case, hits.c.status != HitStatus.SUPERSEDED).scalar_subquery()
    wanted = select(cases, subjects.c.reference, open_hits.label("open_hits"), top.label("top_score"))
    return wanted.join_from(cases, subjects, same).where(cases.c.tenant_id == tx.tenant_id)


def make_case(row: Row[Any]) -> Case:
    """Make a case of a row of `select_cases`."""
    values = {name: getattr(row, name) for name in Case.__slots__}
    return Case(
        **values
        | {
            "reference": row.reference or "",
            "status": CaseStatus(row.status),
            "proposed": Outcome(row.proposed) if row.proposed else None,
            "outcome": Outcome(row.outcome) if row.outcome else None,
            "held_for": HoldReason(row.held_for) if row.held_for else None,
        },
    )
