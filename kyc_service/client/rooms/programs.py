"""Operations of `programs`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.programs import (
    AuditEntry,
    AuditPage,
    ChainVerdict,
    Delivery,
    DeliveryLog,
    DeliveryPage,
    Endpoints,
    Key,
    Keys,
    NewEndpoint,
    NewKey,
    NewToken,
    Tested,
)
from ..models.shared import Endpoint
from ..wire import File, Sending, Wire, path_of


class ProgramsRoom(Wire):
    """Operations of `programs`."""

    def list_endpoints(self) -> Endpoints:
        """List endpoints.

        Needs a key with the scope `admin`.
        """
        return cast(
            "Endpoints", self.call(Sending(operation="listEndpoints", method="GET", path="/v1/webhook-endpoints"))
        )

    def register_endpoint(self, body: NewEndpoint) -> Endpoint:
        """Register an endpoint.

        The answer holds the signing secret, once. Needs a key with the scope `admin`.
        """
        return cast(
            "Endpoint",
            self.call(Sending(operation="registerEndpoint", method="POST", path="/v1/webhook-endpoints", body=body)),
        )

    def disable_endpoint(self, endpoint_id: str) -> None:
        """Stop sending to an endpoint.

        Harmless to repeat. Needs a key with the scope `admin`.
        """
        self.call(
            Sending(
                operation="disableEndpoint",
                method="DELETE",
                path=path_of("/v1/webhook-endpoints/{endpoint_id}", endpoint_id=endpoint_id),
            )
        )

    def list_audit(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        actor: str | None = None,
        op: str | None = None,
        outcome: str | None = None,
        since: str | None = None,
        until: str | None = None,
        about: str | None = None,
    ) -> AuditPage:
        """Search the audit, newest first.

        Entries about suspicions and orders of authorities are there for the scope `sealed` only. Needs a key with
        the scope `privacy` or `sealed`.
        """
        return cast(
            "AuditPage",
            self.call(
                Sending(
                    operation="listAudit",
                    method="GET",
                    path="/v1/audit",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "actor": actor,
                        "op": op,
                        "outcome": outcome,
                        "since": since,
                        "until": until,
                        "about": about,
                    },
                )
            ),
        )

    def iterate_audit(
        self,
        *,
        limit: int | None = None,
        actor: str | None = None,
        op: str | None = None,
        outcome: str | None = None,
        since: str | None = None,
        until: str | None = None,
        about: str | None = None,
    ) -> Iterator[AuditEntry]:
        """Go through every page of `list_audit`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_audit(
                limit=limit, actor=actor, op=op, outcome=outcome, since=since, until=until, about=about, cursor=cursor
            )
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def export_audit(
        self,
        *,
        actor: str | None = None,
        op: str | None = None,
        outcome: str | None = None,
        since: str | None = None,
        until: str | None = None,
        about: str | None = None,
        format_: Literal["csv", "jsonl"] | None = None,
    ) -> File:
        """Export a search of the audit.

        Newest first, as CSV or JSON Lines; the export is in the audit itself. Entries about suspicions and orders
        of authorities are there for the scope `sealed` only. Needs a key with the scope `privacy` or `sealed`.
        """
        return self.fetch(
            Sending(
                operation="exportAudit",
                method="GET",
                path="/v1/audit/export",
                query={
                    "actor": actor,
                    "op": op,
                    "outcome": outcome,
                    "since": since,
                    "until": until,
                    "about": about,
                    "format": format_,
                },
            )
        )

    def verify_audit(self) -> ChainVerdict:
        """Follow the chain of the audit.

        The chain is one for all tenants; the answer has counts alone. A long one is for the command line. Needs a
        key with the scope `privacy` or `sealed`.
        """
        return cast("ChainVerdict", self.call(Sending(operation="verifyAudit", method="POST", path="/v1/audit:verify")))

    def list_keys(self) -> Keys:
        """List the keys of your programs, without their tokens.

        Needs a key with the scope `admin`.
        """
        return cast("Keys", self.call(Sending(operation="listKeys", method="GET", path="/v1/keys")))

    def make_key(self, body: NewKey) -> Key:
        """Make a key for the onboarding flow.

        The answer holds its token, once. Keys that read evidence or decide are made at the shell. Needs a key with
        the scope `admin`.
        """
        return cast("Key", self.call(Sending(operation="makeKey", method="POST", path="/v1/keys", body=body)))

    def revoke_key(self, key_id: str) -> None:
        """Revoke a key; it stops working at once.

        Harmless to repeat. Needs a key with the scope `admin`.
        """
        self.call(Sending(operation="revokeKey", method="DELETE", path=path_of("/v1/keys/{key_id}", key_id=key_id)))

    def rotate_key(self, key_id: str, body: NewToken) -> Key:
        """Replace a key of the onboarding flow.

        The answer holds the token of its successor, once. The key before works for some hours more and then ends by
        itself; with 0 hours it is revoked at once. Needs a key with the scope `admin`.
        """
        return cast(
            "Key",
            self.call(
                Sending(
                    operation="rotateKey",
                    method="POST",
                    path=path_of("/v1/keys/{key_id}/rotation", key_id=key_id),
                    body=body,
                )
            ),
        )

    def list_deliveries(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["pending", "delivered", "refused", "dead"] | None = None,
        endpoint_id: str | None = None,
    ) -> DeliveryPage:
        """List what was sent to your endpoints, newest first.

        Needs a key with the scope `admin`.
        """
        return cast(
            "DeliveryPage",
            self.call(
                Sending(
                    operation="listDeliveries",
                    method="GET",
                    path="/v1/webhook-deliveries",
                    query={"limit": limit, "cursor": cursor, "status": status, "endpoint_id": endpoint_id},
                )
            ),
        )

    def iterate_deliveries(
        self,
        *,
        limit: int | None = None,
        status: Literal["pending", "delivered", "refused", "dead"] | None = None,
        endpoint_id: str | None = None,
    ) -> Iterator[Delivery]:
        """Go through every page of `list_deliveries`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_deliveries(limit=limit, status=status, endpoint_id=endpoint_id, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def get_delivery(self, delivery_id: str) -> DeliveryLog:
        """Read a delivery with its tries.

        Tries are kept for as long as the policy keeps the log of webhooks. Needs a key with the scope `admin`.
        """
        return cast(
            "DeliveryLog",
            self.call(
                Sending(
                    operation="getDelivery",
                    method="GET",
                    path=path_of("/v1/webhook-deliveries/{delivery_id}", delivery_id=delivery_id),
                )
            ),
        )

    def replay_delivery(self, delivery_id: str) -> Delivery:
        """Send an event to its endpoint once more.

        With the same `webhook-id`, from the first try on; the policy is asked again when it is sent. Needs a key
        with the scope `admin`.
        """
        return cast(
            "Delivery",
            self.call(
                Sending(
                    operation="replayDelivery",
                    method="POST",
                    path=path_of("/v1/webhook-deliveries/{delivery_id}/replay", delivery_id=delivery_id),
                )
            ),
        )

    def test_endpoint(self, endpoint_id: str) -> Tested:
        """Send a signed test message to an endpoint, now.

        Its type is `webhook.test` and its data are empty. It is tried once and waits for the answer. Needs a key
        with the scope `admin`.
        """
        return cast(
            "Tested",
            self.call(
                Sending(
                    operation="testEndpoint",
                    method="POST",
                    path=path_of("/v1/webhook-endpoints/{endpoint_id}/test", endpoint_id=endpoint_id),
                )
            ),
        )
