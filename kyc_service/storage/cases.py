"""Cases: what analysts work on. The tables refuse a decision whose maker is its checker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, func, select, update

from kyc_service.domain.cases import Case, CaseStatus, HitStatus, HoldReason, Outcome
from kyc_service.domain.ids import new_id
from kyc_service.domain.verifications import Verification
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, Transaction, cut, is_older, mark_time
from kyc_service.storage.tables import cases, hits, subjects


class CaseRows(Repository):
    """The cases of one tenant."""

    def open(self, verification: Verification) -> Case:
        """Open a case for a verification, or return the one it has."""
        statement = self._tx.insert(cases).values(
            id=new_id("case"),
            tenant_id=self._tx.tenant_id,
            verification_id=verification.id,
            subject_id=verification.subject_id,
            status=CaseStatus.NEW,
            version=1,
            opened_at=self._tx.now(),
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

    def page(
        self,
        after: str | None,
        limit: int,
        *,
        status: CaseStatus | None = None,
        assignee: str | None = None,
    ) -> Page[Case]:
        """List cases, newest first."""
        wanted = select_cases(self._tx)
        if after is not None:
            wanted = wanted.where(is_older(after, cases.c.opened_at, cases.c.id))
        if status is not None:
            wanted = wanted.where(cases.c.status == status)
        if assignee is not None:
            wanted = wanted.where(cases.c.assignee == assignee)
        ordered = wanted.order_by(cases.c.opened_at.desc(), cases.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, make_case, lambda row: mark_time(row.opened_at, row.id))

    def assign(self, case: Case, assignee: str | None) -> Case:
        """Give a case to somebody, or to nobody. Raises StaleVersionError, as do all changes below."""
        status = CaseStatus.IN_PROGRESS if case.status is CaseStatus.NEW and assignee else case.status
        return self._update(case, assignee=assignee, status=status)

    def touch(self, case: Case) -> Case:
        """Note that something of a case changed: it is in progress, and older pages of it are stale."""
        return self._update(case, status=CaseStatus.IN_PROGRESS)

    def propose(self, case: Case, outcome: Outcome, maker: str) -> Case:
        """Let a decision wait for a second person."""
        return self._update(case, status=CaseStatus.PENDING_APPROVAL, proposed=outcome, maker=maker)

    def send_back(self, case: Case) -> Case:
        """Take a proposed decision back: the case is in progress again."""
        return self._update(case, status=CaseStatus.IN_PROGRESS, proposed=None, maker=None)

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
