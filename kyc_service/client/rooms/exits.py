"""Operations of `exits`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.exits import (
    Addressee,
    AddresseePage,
    Disclosure,
    DisclosurePage,
    Ground,
    GroundPage,
    Handover,
    HandoverPage,
    NewAddressee,
    NewGround,
    NewHandover,
    Released,
    Verdict,
)
from ..wire import Sending, Wire, path_of


class ExitsRoom(Wire):
    """Operations of `exits`."""

    def list_addressees(self, *, limit: int | None = None, cursor: str | None = None) -> AddresseePage:
        """List who may be sent something, newest first.

        Needs a key with the scope `privacy` or `sealed`.
        """
        return cast(
            "AddresseePage",
            self.call(
                Sending(
                    operation="listAddressees",
                    method="GET",
                    path="/v1/privacy/addressees",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_addressees(self, *, limit: int | None = None) -> Iterator[Addressee]:
        """Go through every page of `list_addressees`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_addressees(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def add_addressee(self, body: NewAddressee) -> Addressee:
        """Add somebody who may be sent something.

        With the scope `onboarding` only whom a subject names. Being here lets nothing leave by itself. Needs a key
        with the scope `onboarding` or `privacy` or `sealed`.
        """
        return cast(
            "Addressee",
            self.call(Sending(operation="addAddressee", method="POST", path="/v1/privacy/addressees", body=body)),
        )

    def retire_addressee(self, addressee_id: str) -> Addressee:
        """Let nothing more go to an addressee.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "Addressee",
            self.call(
                Sending(
                    operation="retireAddressee",
                    method="POST",
                    path=path_of("/v1/privacy/addressees/{addressee_id}/retirement", addressee_id=addressee_id),
                )
            ),
        )

    def list_grounds(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        kind: Literal[
            "contract",
            "adequacy",
            "scc",
            "bcr",
            "legal_reference",
            "matter",
            "purpose_notice",
            "consent",
            "withdrawal",
            "objection",
            "compelling",
            "restriction",
        ]
        | None = None,
    ) -> GroundPage:
        """List facts on file, newest first.

        Needs a key with the scope `privacy` or `sealed`.
        """
        return cast(
            "GroundPage",
            self.call(
                Sending(
                    operation="listGrounds",
                    method="GET",
                    path="/v1/privacy/grounds",
                    query={"limit": limit, "cursor": cursor, "kind": kind},
                )
            ),
        )

    def iterate_grounds(
        self,
        *,
        limit: int | None = None,
        kind: Literal[
            "contract",
            "adequacy",
            "scc",
            "bcr",
            "legal_reference",
            "matter",
            "purpose_notice",
            "consent",
            "withdrawal",
            "objection",
            "compelling",
            "restriction",
        ]
        | None = None,
    ) -> Iterator[Ground]:
        """Go through every page of `list_grounds`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_grounds(limit=limit, kind=kind, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def record_ground(self, body: NewGround) -> Ground:
        """Put a fact on file.

        The gate reads it at the moment of sending. With the scope `onboarding` only consents and withdrawals of
        funds; orders of authorities need the scope `sealed`. Needs a key with the scope `onboarding` or `privacy`
        or `sealed`.
        """
        return cast(
            "Ground", self.call(Sending(operation="recordGround", method="POST", path="/v1/privacy/grounds", body=body))
        )

    def end_ground(self, ground_id: str) -> Ground:
        """Let a fact hold no longer.

        With effect at once: a consent is withdrawn, a contract has ended, a withdrawal is dealt with. Needs a key
        with the scope `onboarding` or `privacy` or `sealed`.
        """
        return cast(
            "Ground",
            self.call(
                Sending(
                    operation="endGround",
                    method="POST",
                    path=path_of("/v1/privacy/grounds/{ground_id}/end", ground_id=ground_id),
                )
            ),
        )

    def list_handovers(self, *, limit: int | None = None, cursor: str | None = None) -> HandoverPage:
        """List disclosures that were asked for, newest first.

        Needs a key with the scope `privacy` or `sealed`.
        """
        return cast(
            "HandoverPage",
            self.call(
                Sending(
                    operation="listHandovers",
                    method="GET",
                    path="/v1/privacy/handovers",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_handovers(self, *, limit: int | None = None) -> Iterator[Handover]:
        """Go through every page of `list_handovers`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_handovers(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def ask_handover(self, body: NewHandover) -> Handover:
        """Ask for a disclosure to an addressee.

        403 with the rules that refuse it; the refusal stands in the ledger. What is granted waits for a second
        person where the policy wants one. To an authority with the scope `sealed` only. Needs a key with the scope
        `privacy` or `sealed`.
        """
        return cast(
            "Handover",
            self.call(Sending(operation="askHandover", method="POST", path="/v1/privacy/handovers", body=body)),
        )

    def get_handover(self, handover_id: str) -> Handover:
        """Read a disclosure that was asked for.

        Needs a key with the scope `privacy` or `sealed`.
        """
        return cast(
            "Handover",
            self.call(
                Sending(
                    operation="getHandover",
                    method="GET",
                    path=path_of("/v1/privacy/handovers/{handover_id}", handover_id=handover_id),
                )
            ),
        )

    def approve_handover(self, handover_id: str, body: Verdict, *, version: int) -> Handover:
        """Agree to a disclosure, or drop it.

        Never by the person who asked for it. An approval opens it for seven days. Needs a key with the scope
        `privacy` or `sealed`.
        """
        return cast(
            "Handover",
            self.call(
                Sending(
                    operation="approveHandover",
                    method="POST",
                    path=path_of("/v1/privacy/handovers/{handover_id}/approval", handover_id=handover_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def release_handover(self, handover_id: str, *, version: int) -> Released:
        """Let a disclosure leave.

        The gate is asked again: what was on file when it was asked for is worth nothing now. Needs a key with the
        scope `privacy` or `sealed`.
        """
        return cast(
            "Released",
            self.call(
                Sending(
                    operation="releaseHandover",
                    method="POST",
                    path=path_of("/v1/privacy/handovers/{handover_id}/release", handover_id=handover_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def list_disclosures(
        self, *, limit: int | None = None, cursor: str | None = None, subject_id: str | None = None
    ) -> DisclosurePage:
        """Read the ledger of disclosures, newest first.

        Secret lines are there for the scope `sealed` only. Needs a key with the scope `privacy` or `sealed`.
        """
        return cast(
            "DisclosurePage",
            self.call(
                Sending(
                    operation="listDisclosures",
                    method="GET",
                    path="/v1/privacy/disclosures",
                    query={"limit": limit, "cursor": cursor, "subject_id": subject_id},
                )
            ),
        )

    def iterate_disclosures(self, *, limit: int | None = None, subject_id: str | None = None) -> Iterator[Disclosure]:
        """Go through every page of `list_disclosures`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_disclosures(limit=limit, subject_id=subject_id, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return
