"""Operations of `retention`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.retention import (
    Due,
    Hold,
    HoldDetail,
    HoldPage,
    HoldRequest,
    Plans,
    Receipt,
    ReceiptKey,
    ReceiptPage,
    Statistics,
)
from ..wire import Sending, Wire, path_of


class RetentionRoom(Wire):
    """Operations of `retention`."""

    def get_retention(self, reference: str) -> Plans:
        """See when the data of a business and its people end, and why.

        For internal eyes: holds are named. A subject who asks is told one neutral text for every reason. Needs a
        key with the scope `privacy`.
        """
        return cast(
            "Plans",
            self.call(
                Sending(
                    operation="getRetention",
                    method="GET",
                    path=path_of("/v1/retention/subjects/{reference}", reference=reference),
                )
            ),
        )

    def list_due(self, *, before: str | None = None, limit: int | None = None) -> Due:
        """List subjects whose date has come, or comes before a day.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "Due",
            self.call(
                Sending(
                    operation="listDue",
                    method="GET",
                    path="/v1/retention/due",
                    query={"before": before, "limit": limit},
                )
            ),
        )

    def list_receipts(self, *, limit: int | None = None, cursor: str | None = None) -> ReceiptPage:
        """List receipts of disposals, newest first.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "ReceiptPage",
            self.call(
                Sending(
                    operation="listReceipts",
                    method="GET",
                    path="/v1/retention/receipts",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_receipts(self, *, limit: int | None = None) -> Iterator[Receipt]:
        """Go through every page of `list_receipts`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_receipts(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def get_receipt(self, disposal_id: str) -> Receipt:
        """Read the receipt of a disposal.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "Receipt",
            self.call(
                Sending(
                    operation="getReceipt",
                    method="GET",
                    path=path_of("/v1/retention/receipts/{disposal_id}", disposal_id=disposal_id),
                )
            ),
        )

    def get_receipt_key(self) -> ReceiptKey:
        """Read the public key that verifies receipts offline.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "ReceiptKey", self.call(Sending(operation="getReceiptKey", method="GET", path="/v1/retention/receipt-key"))
        )

    def list_holds(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["requested", "active", "release_requested", "released", "refused"] | None = None,
    ) -> HoldPage:
        """List legal holds, newest first.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldPage",
            self.call(
                Sending(
                    operation="listHolds",
                    method="GET",
                    path="/v1/privacy/holds",
                    query={"limit": limit, "cursor": cursor, "status": status},
                )
            ),
        )

    def iterate_holds(
        self,
        *,
        limit: int | None = None,
        status: Literal["requested", "active", "release_requested", "released", "refused"] | None = None,
    ) -> Iterator[Hold]:
        """Go through every page of `list_holds`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_holds(limit=limit, status=status, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def request_hold(self, body: HoldRequest) -> HoldDetail:
        """Ask that nothing of a subject is disposed of.

        It holds at once, and lapses after seven days unless a second person agrees. Needs a key with the scope
        `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(Sending(operation="requestHold", method="POST", path="/v1/privacy/holds", body=body)),
        )

    def get_hold(self, hold_id: str) -> HoldDetail:
        """Read a hold with what it is about.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(operation="getHold", method="GET", path=path_of("/v1/privacy/holds/{hold_id}", hold_id=hold_id))
            ),
        )

    def approve_hold(self, hold_id: str, *, version: int) -> HoldDetail:
        """Put a hold in force.

        Never by the person who asked for it. Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(
                    operation="approveHold",
                    method="POST",
                    path=path_of("/v1/privacy/holds/{hold_id}/approval", hold_id=hold_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def refuse_hold(self, hold_id: str, *, version: int) -> HoldDetail:
        """Turn down a request for a hold.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(
                    operation="refuseHold",
                    method="POST",
                    path=path_of("/v1/privacy/holds/{hold_id}/refusal", hold_id=hold_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def review_hold(self, hold_id: str, *, version: int) -> HoldDetail:
        """Say that a hold is still needed.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(
                    operation="reviewHold",
                    method="POST",
                    path=path_of("/v1/privacy/holds/{hold_id}/review", hold_id=hold_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def request_hold_release(self, hold_id: str, *, version: int) -> HoldDetail:
        """Ask that a hold ends.

        It holds until a second person agrees. Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(
                    operation="requestHoldRelease",
                    method="POST",
                    path=path_of("/v1/privacy/holds/{hold_id}/release", hold_id=hold_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def approve_hold_release(self, hold_id: str, *, version: int) -> HoldDetail:
        """Agree that a hold ends.

        Never by the person who asked for it. What is due is then disposed of by the next run. Needs a key with the
        scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(
                    operation="approveHoldRelease",
                    method="POST",
                    path=path_of("/v1/privacy/holds/{hold_id}/release/approval", hold_id=hold_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def refuse_hold_release(self, hold_id: str, *, version: int) -> HoldDetail:
        """Turn down a release: the hold goes on.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "HoldDetail",
            self.call(
                Sending(
                    operation="refuseHoldRelease",
                    method="POST",
                    path=path_of("/v1/privacy/holds/{hold_id}/release/refusal", hold_id=hold_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def get_statistics(self, *, month: str) -> Statistics:
        """Count the businesses verified in a month by outcome and country, in groups of 20 or more.

        Rare countries are put together; what fits into no group is left out. Needs a key with the scope `admin` or
        `privacy`.
        """
        return cast(
            "Statistics",
            self.call(Sending(operation="getStatistics", method="GET", path="/v1/statistics", query={"month": month})),
        )
