"""Operations of `cases`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.cases import (
    Acts,
    Approval,
    Assignment,
    Bulk,
    BulkResults,
    CaseChanges,
    CaseDetail,
    CasePage,
    CaseShares,
    Decision,
    Disposed,
    Disposition,
    Escalation,
    Holding,
    Queues,
    Reopening,
    Return,
    Sharing,
    TaggedCase,
    Tagging,
    Tags,
    Urgency,
)
from ..models.shared import Case
from ..wire import Sending, Wire, path_of


class CasesRoom(Wire):
    """Operations of `cases`."""

    def list_cases(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["new", "in_progress", "awaiting_answer", "on_hold", "pending_approval", "closed"] | None = None,
        queue: Literal["mine", "unassigned", "approvals", "late", "held", "awaiting", "escalated", "open", "closed"]
        | None = None,
        assignee: str | None = None,
        source: str | None = None,
        level: Literal["low", "medium", "high", "prohibited"] | None = None,
        kind: Literal["hits", "registers", "ownership", "risk"] | None = None,
        tag: str | None = None,
        days: int | None = None,
    ) -> CasePage:
        """List cases, newest first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "CasePage",
            self.call(
                Sending(
                    operation="listCases",
                    method="GET",
                    path="/v1/cases",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "status": status,
                        "queue": queue,
                        "assignee": assignee,
                        "source": source,
                        "level": level,
                        "kind": kind,
                        "tag": tag,
                        "days": days,
                    },
                )
            ),
        )

    def iterate_cases(
        self,
        *,
        limit: int | None = None,
        status: Literal["new", "in_progress", "awaiting_answer", "on_hold", "pending_approval", "closed"] | None = None,
        queue: Literal["mine", "unassigned", "approvals", "late", "held", "awaiting", "escalated", "open", "closed"]
        | None = None,
        assignee: str | None = None,
        source: str | None = None,
        level: Literal["low", "medium", "high", "prohibited"] | None = None,
        kind: Literal["hits", "registers", "ownership", "risk"] | None = None,
        tag: str | None = None,
        days: int | None = None,
    ) -> Iterator[TaggedCase]:
        """Go through every page of `list_cases`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_cases(
                limit=limit,
                status=status,
                queue=queue,
                assignee=assignee,
                source=source,
                level=level,
                kind=kind,
                tag=tag,
                days=days,
                cursor=cursor,
            )
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def get_case(self, case_id: str) -> CaseDetail:
        """Read a case with its evidence.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "CaseDetail",
            self.call(Sending(operation="getCase", method="GET", path=path_of("/v1/cases/{case_id}", case_id=case_id))),
        )

    def get_queues(self) -> Queues:
        """Count the queues as whoever asks sees them, and name the case to work on next.

        Next are the cases of whoever asks, then those of nobody: urgent, then due first, then the oldest. Needs a
        key with the scope `analyst`.
        """
        return cast("Queues", self.call(Sending(operation="getQueues", method="GET", path="/v1/queues")))

    def assign_case(self, case_id: str, body: Assignment, *, version: int) -> Case:
        """Give a case to an analyst.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="assignCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/assign", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def dispose_hit(self, case_id: str, hit_id: str, body: Disposition, *, version: int) -> Disposed:
        """Answer one hit.

        If-Match takes the version of the hit. Each hit has its own answer. Needs a key with the scope `analyst`.
        """
        return cast(
            "Disposed",
            self.call(
                Sending(
                    operation="disposeHit",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/hits/{hit_id}/disposition", case_id=case_id, hit_id=hit_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def decide_case(self, case_id: str, body: Decision, *, version: int) -> Case:
        """Decide a case.

        Where the policy wants a second person, the decision waits for an approval. Needs a key with the scope
        `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="decideCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/decision", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def approve_decision(self, case_id: str, body: Approval, *, version: int) -> Case:
        """Approve a decision, or send it back.

        Never by the person who proposed it. Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="approveDecision",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/approval", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def hold_case(self, case_id: str, body: Holding, *, version: int) -> Case:
        """Put a case aside until a day.

        It comes back by itself. Meanwhile it cannot be decided, and its term stands still. Needs a key with the
        scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="holdCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/hold", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def resume_case(self, case_id: str, *, version: int) -> Case:
        """Take a case that was put aside into work again.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="resumeCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/resume", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def escalate_case(self, case_id: str, body: Escalation, *, version: int) -> Case:
        """Ask a senior to look.

        The case is nobody's until one takes it. Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="escalateCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/escalation", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def return_case(self, case_id: str, body: Return, *, version: int) -> Case:
        """Make an escalated case one as any other again.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="returnCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/escalation-answer", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def set_urgency(self, case_id: str, body: Urgency, *, version: int) -> Case:
        """Put a case before all others, or back.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="setUrgency",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/urgency", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def reopen_case(self, case_id: str, body: Reopening, *, version: int) -> Case:
        """Take back what was decided, so that it is decided anew.

        A business that was clear is under remediation then, one that was rejected in review. The event tells so.
        Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="reopenCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/reopening", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def tag_case(self, case_id: str, body: Tagging, *, version: int) -> Tags:
        """Give a case its tags.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Tags",
            self.call(
                Sending(
                    operation="tagCase",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/tags", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def list_acts(self, case_id: str) -> Acts:
        """List what was done with a case beside answers and decisions, newest first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Acts",
            self.call(
                Sending(operation="listActs", method="GET", path=path_of("/v1/cases/{case_id}/acts", case_id=case_id))
            ),
        )

    def list_case_changes(self, case_id: str, *, since: int | None = None) -> CaseChanges:
        """List who changed what of a case since one of its versions, newest first.

        For whoever was told that a version is stale. The newest 30 changes are kept. Needs a key with the scope
        `analyst`.
        """
        return cast(
            "CaseChanges",
            self.call(
                Sending(
                    operation="listCaseChanges",
                    method="GET",
                    path=path_of("/v1/cases/{case_id}/changes", case_id=case_id),
                    query={"since": since},
                )
            ),
        )

    def bulk_cases(self, body: Bulk, *, idempotency_key: str | None = None) -> BulkResults:
        """Do the same with up to 100 cases.

        Each is changed by itself: the answer says of each whether it was done, or why not. The same key does again
        only what was not done. Needs a key with the scope `analyst`.
        """
        return cast(
            "BulkResults",
            self.call(
                Sending(
                    operation="bulkCases",
                    method="POST",
                    path="/v1/cases:bulk",
                    headers={"Idempotency-Key": idempotency_key},
                    body=body,
                    idempotent=True,
                )
            ),
        )

    def share_out_cases(self, body: Sharing) -> CaseShares:
        """Share the cases of nobody out among the people of the desk.

        In the order of work, each to whoever has the fewest open cases then. Needs a key with the scope `analyst`.
        """
        return cast(
            "CaseShares",
            self.call(Sending(operation="shareOutCases", method="POST", path="/v1/cases:assign", body=body)),
        )
