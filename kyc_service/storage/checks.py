"""Checks: taken by one worker at a time under a lease, finished once.

A lease is told apart from every other by its attempt and its end, so a worker that was asleep while another
took its check over cannot write any more.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, or_, select, update

from kyc_service.domain.checks import (
    FINAL,
    Check,
    CheckKind,
    CheckReason,
    CheckStatus,
    OwnershipResult,
    RegisterResult,
    ScreeningResult,
)
from kyc_service.domain.ids import new_id
from kyc_service.domain.registers import Outcome
from kyc_service.domain.verifications import Verification
from kyc_service.errors import AttemptLostError, ConflictError
from kyc_service.storage import check_results as results
from kyc_service.storage.check_results import CheckResult
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import check_results, checks

_UNIQUE = ["tenant_id", "verification_id", "subject_id", "kind", "source"]
# What every verification asks again and again: made once, as to make it costs more than to ask it.
_ID = attrgetter("id")
# Sorted here and not by the database: SQLite would take the index that has them in that order, and with it read all
# checks of the tenant for each verification.
_OF = select(checks).where(checks.c.tenant_id == bindparam("tenant"), checks.c.verification_id == bindparam("wanted"))
_RESULTS = (
    select(checks.c.id, check_results.c.result)
    .join_from(
        check_results,
        checks,
        and_(checks.c.tenant_id == check_results.c.tenant_id, checks.c.id == check_results.c.check_id),
    )
    .where(
        checks.c.tenant_id == bindparam("tenant"),
        checks.c.verification_id == bindparam("wanted"),
        checks.c.kind == bindparam("kind"),
    )
)


class CheckRows(Repository):
    """The checks of one tenant."""

    def add(
        self,
        verification_id: str,
        subject_id: str,
        kind: CheckKind,
        *,
        source: str = "",
        required: bool = True,
        status: CheckStatus = CheckStatus.PENDING,
        reason: CheckReason | None = None,
        due_at: dt.datetime | None = None,
    ) -> Check:
        """Ask one question about one subject. One that is answered at once is added with its final status."""
        check = self._make(verification_id, subject_id, kind, status, reason)
        check = dataclasses.replace(check, source=source, required=required, due_at=due_at or check.due_at)
        self._tx.add(checks, tenant_id=self._tx.tenant_id, **_write_check(check))
        if check.status in FINAL:
            self._keep_result(check, None)
        return check

    def ask(
        self,
        verification_id: str,
        subject_ids: Sequence[str],
        kind: CheckKind,
        *,
        delay: dt.timedelta | None = None,
        reason: CheckReason | None = None,
        beside: Sequence[Check] = (),
    ) -> None:
        """Ask the same question about several subjects, in one statement; after a delay, for a reason.

        In the same statement goes what is known `beside`: checks of `answer`.
        """
        common = {
            "tenant_id": self._tx.tenant_id,
            "verification_id": verification_id,
            "kind": CheckKind(kind),
            "source": "",
        }
        due_at = self._tx.now() + (delay or dt.timedelta())
        waiting = {
            "required": True,
            "status": CheckStatus.PENDING,
            "attempt": 0,
            "reason": reason,
            "due_at": due_at,
            "lease_until": None,
        }
        rows = [{**common, **waiting, "id": new_id("check"), "subject_id": subject_id} for subject_id in subject_ids]
        rows += [{**_write_check(check), "tenant_id": self._tx.tenant_id} for check in beside]
        self._tx.add_all(checks, rows)
        for check in beside:
            self._keep_result(check, None)

    def answer(
        self, verification_id: str, subject_id: str, kind: CheckKind, status: CheckStatus, reason: CheckReason | None
    ) -> Check:
        """Make a check that has its answer, for `ask` to write. Raises ValueError when that is no answer."""
        check = self._make(verification_id, subject_id, kind, status, reason)
        if check.status not in FINAL:
            message = f"{check.status} is no end of a check"
            raise ValueError(message)
        return check

    def _make(
        self, verification_id: str, subject_id: str, kind: CheckKind, status: CheckStatus, reason: CheckReason | None
    ) -> Check:
        return Check(
            id=new_id("check"),
            verification_id=verification_id,
            subject_id=subject_id,
            kind=CheckKind(kind),
            source="",
            required=True,
            status=CheckStatus(status),
            attempt=0,
            reason=reason,
            due_at=self._tx.now(),
        )

    def ask_again(self, check: Check) -> None:
        """Put a question again that has its answer: the answer goes, and what comes takes its place."""
        kept = (check_results.c.tenant_id == self._tx.tenant_id, check_results.c.check_id == check.id)
        mine = (checks.c.tenant_id == self._tx.tenant_id, checks.c.id == check.id, checks.c.status.in_(FINAL))
        values = {"status": CheckStatus.PENDING, "reason": None, "attempt": 0, "due_at": self._tx.now()}
        if self._tx.run(update(checks).where(*mine).values(**values)).rowcount:
            self._tx.run(delete(check_results).where(*kept))

    def of(self, verification_id: str) -> tuple[Check, ...]:
        """List the checks of a verification, in a stable order."""
        asked = {"tenant": self._tx.tenant_id, "wanted": verification_id}
        return tuple(make_check(row) for row in sorted(self._tx.run(_OF, asked), key=_ID))

    def claim(self, verification_id: str, lease: dt.timedelta) -> tuple[Check, ...]:
        """Take the checks that are due, and those whose worker let its lease run out. No other worker gets them.

        Registers are asked by somebody else.
        """
        now = self._tx.now()
        free = select(checks.c.id).where(
            checks.c.tenant_id == self._tx.tenant_id,
            checks.c.verification_id == verification_id,
            checks.c.kind != CheckKind.REGISTER,
            is_due(now),
        )
        statement = (
            update(checks)
            .where(checks.c.tenant_id == self._tx.tenant_id)
            .where(checks.c.id.in_(free.with_for_update(skip_locked=True)))
            .values(status=CheckStatus.RUNNING, attempt=checks.c.attempt + 1, lease_until=now + lease)
            .returning(checks)
        )
        return tuple(sorted((make_check(row) for row in self._tx.run(statement)), key=lambda check: check.id))

    def renew(self, check: Check, lease: dt.timedelta) -> Check:
        """Hold a check for longer. Raises AttemptLostError when another worker has it, or it is answered."""
        renewed = dataclasses.replace(check, lease_until=self._tx.now() + lease)
        self._write(check, renewed)
        return renewed

    def finish(self, check: Check, status: CheckStatus, result: CheckResult | None) -> Check:
        """Keep the one result of a check. Raises AttemptLostError when another worker took it over."""
        if status not in FINAL:
            message = f"{status} is no end of a check"
            raise ValueError(message)
        done = dataclasses.replace(check, status=status, reason=None, lease_until=None)
        self._write(check, done)
        self._keep_result(done, result)
        return done

    def put_off(self, check: Check, reason: CheckReason, until: dt.datetime) -> Check:
        """Let a check wait. Waiting is not failing: its attempts start again."""
        later = dataclasses.replace(
            check,
            status=CheckStatus.PENDING,
            reason=reason,
            due_at=until,
            attempt=0,
            lease_until=None,
        )
        self._write(check, later)
        return later

    def give_up(self, check: Check, reason: CheckReason) -> Check:
        """Leave a check without an answer; nothing will be clear without one that is required."""
        given_up = dataclasses.replace(check, status=CheckStatus.UNAVAILABLE, reason=reason, lease_until=None)
        self._write(check, given_up)
        self._keep_result(given_up, None)
        return given_up

    def override(self, check: Check, code: str) -> Check:
        """Let a check that asks a register end without an answer, for a reason. Raises ConflictError.

        One that was given up has its row of results already; its code is replaced.
        """
        open_now = or_(checks.c.status == CheckStatus.PENDING, _is_given_up())
        mine = (checks.c.tenant_id == self._tx.tenant_id, checks.c.id == check.id, open_now)
        ended = {"status": CheckStatus.UNAVAILABLE, "reason": CheckReason.OVERRIDDEN}
        if self._tx.run(update(checks).where(*mine).values(**ended)).rowcount != 1:
            message = "this check has its answer, or is being asked now"
            raise ConflictError(message)
        result = RegisterResult(register=check.source, outcome=Outcome.UNAVAILABLE, code=code, asked_at=self._tx.now())
        kept = (check_results.c.tenant_id == self._tx.tenant_id, check_results.c.check_id == check.id)
        self._tx.run(delete(check_results).where(*kept))
        overridden = dataclasses.replace(check, status=CheckStatus.UNAVAILABLE, reason=CheckReason.OVERRIDDEN)
        self._keep_result(overridden, result)
        return overridden

    def settle(
        self,
        verification: Verification,
        kind: CheckKind,
        status: CheckStatus,
        result: CheckResult,
        reason: CheckReason | None = None,
    ) -> bool:
        """Keep what the other checks come to, in the place of what they came to before; say whether that is new.

        Such a check is about the business, is asked of nobody and never waits.
        """
        check = Check(
            id=new_id("check"),
            verification_id=verification.id,
            subject_id=verification.subject_id,
            kind=kind,
            required=False,
            status=status,
            attempt=0,
            reason=reason,
            due_at=self._tx.now(),
        )
        values = {name: getattr(check, name) for name in Check.__slots__}
        made = self._tx.insert(checks).values(tenant_id=self._tx.tenant_id, **values)
        if self._tx.writes(made.on_conflict_do_nothing(index_elements=_UNIQUE)):
            self._keep_result(check, result)
            return True
        # Whoever comes second waits for the row, and then sees what the first made of it.
        mine = (checks.c.tenant_id == self._tx.tenant_id, checks.c.verification_id == verification.id)
        change = update(checks).where(*mine, checks.c.kind == kind).values(status=status, reason=reason)
        kept = make_check(self._tx.run(change.returning(checks)).one())
        return self._replace_result(kept, result)

    def _replace_result(self, check: Check, result: CheckResult) -> bool:
        kept = (check_results.c.tenant_id == self._tx.tenant_id, check_results.c.check_id == check.id)
        row = self._tx.run(select(check_results.c.status, check_results.c.result).where(*kept)).one_or_none()
        if row is not None and (row.status, row.result) == (check.status, results.write(result)):
            return False
        self._tx.run(delete(check_results).where(*kept))
        self._keep_result(check, result)
        return True

    def result_of(self, check_id: str) -> ScreeningResult | None:
        """Return what a screening found beside its hits; None while it has not, and for checks of other kinds."""
        wanted = select(check_results.c.result).where(
            check_results.c.tenant_id == self._tx.tenant_id,
            check_results.c.check_id == check_id,
        )
        found = self._tx.run(wanted).scalar_one_or_none()
        return results.read_screening(found) if found else None

    def results_of(self, verification_id: str) -> dict[str, ScreeningResult]:
        """Return the results of every screening of a verification that has one, by the check's id."""
        rows = self._results(verification_id, CheckKind.SCREENING)
        return {row.id: results.read_screening(row.result) for row in rows}

    def register_results_of(self, verification_id: str) -> dict[str, RegisterResult]:
        """Return what each register answered, by the check's id."""
        rows = self._results(verification_id, CheckKind.REGISTER)
        return {row.id: results.read_register(row.result) for row in rows}

    def ownership_result_of(self, verification_id: str) -> OwnershipResult | None:
        """Return what the owners of the business came to; None where nothing had to be said of them."""
        rows = self._results(verification_id, CheckKind.OWNERSHIP)
        return results.read_ownership(rows[0].result) if rows else None

    def _results(self, verification_id: str, kind: CheckKind) -> list[Row[Any]]:
        asked = {"tenant": self._tx.tenant_id, "wanted": verification_id, "kind": kind}
        return sorted((row for row in self._tx.run(_RESULTS, asked) if row.result), key=_ID)

    def _write(self, held: Check, after: Check) -> None:
        """Change a check that is held under a lease, if it still is."""
        statement = update(checks).where(
            checks.c.tenant_id == self._tx.tenant_id,
            checks.c.id == held.id,
            checks.c.status == CheckStatus.RUNNING,
            checks.c.attempt == held.attempt,
            checks.c.lease_until == held.lease_until,
        )
        fields = ("status", "attempt", "reason", "due_at", "lease_until")
        changed = statement.values(**{name: getattr(after, name) for name in fields})
        if self._tx.run(changed).rowcount != 1:
            raise AttemptLostError

    def _keep_result(self, check: Check, result: CheckResult | None) -> None:
        self._tx.add(
            check_results,
            tenant_id=self._tx.tenant_id,
            check_id=check.id,
            status=check.status,
            result=results.write(result) if result else None,
            recorded_at=self._tx.now(),
        )


def _write_check(check: Check) -> dict[str, Any]:
    return {name: getattr(check, name) for name in Check.__slots__}


def _is_given_up() -> Any:  # noqa: ANN401 - a condition over columns
    reason = or_(checks.c.reason.is_(None), checks.c.reason != CheckReason.OVERRIDDEN)
    return and_(checks.c.status == CheckStatus.UNAVAILABLE, reason)


def is_due(now: dt.datetime) -> Any:  # noqa: ANN401 - a condition over columns
    """Make the condition for checks that a worker may take."""
    return or_(
        and_(checks.c.status == CheckStatus.PENDING, checks.c.due_at <= now),
        and_(checks.c.status == CheckStatus.RUNNING, checks.c.lease_until <= now),
    )


def make_check(row: Row[Any]) -> Check:
    """Make a check of its row."""
    values = {name: getattr(row, name) for name in Check.__slots__}
    reason = CheckReason(row.reason) if row.reason else None
    return Check(**values | {"kind": CheckKind(row.kind), "status": CheckStatus(row.status), "reason": reason})
