"""Operations of `lists`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import cast

from ..models.lists import Alive, ApprovalOfList, Diff, Lists, Notice, Ready, Refusal, Refusals, Versions
from ..wire import Sending, Wire, path_of


class ListsRoom(Wire):
    """Operations of `lists`."""

    def list_lists(self) -> Lists:
        """See how every list stands.

        Needs a key with the scope `admin` or `analyst` or `onboarding`.
        """
        return cast("Lists", self.call(Sending(operation="listLists", method="GET", path="/v1/lists")))

    def list_versions(self, source_id: str) -> Versions:
        """See the versions of a list.

        Needs a key with the scope `admin` or `analyst` or `onboarding`.
        """
        return cast(
            "Versions",
            self.call(
                Sending(
                    operation="listVersions",
                    method="GET",
                    path=path_of("/v1/lists/{source_id}/versions", source_id=source_id),
                )
            ),
        )

    def compare_versions(self, source_id: str, *, from_: str, to: str) -> Diff:
        """See what changed between two versions of a list.

        Needs a key with the scope `admin` or `analyst`.
        """
        return cast(
            "Diff",
            self.call(
                Sending(
                    operation="compareVersions",
                    method="GET",
                    path=path_of("/v1/lists/{source_id}/diff", source_id=source_id),
                    query={"from": from_, "to": to},
                )
            ),
        )

    def list_refusals(self, source_id: str) -> Refusals:
        """See the versions of a list that were refused.

        A version that fails a gate is kept aside with the reason; the one in use stays. Needs a key with the scope
        `admin` or `analyst`.
        """
        return cast(
            "Refusals",
            self.call(
                Sending(
                    operation="listRefusals",
                    method="GET",
                    path=path_of("/v1/lists/{source_id}/refusals", source_id=source_id),
                )
            ),
        )

    def compare_refused(self, source_id: str, digest: str) -> Diff:
        """See what a refused version would change.

        Needs a key with the scope `admin` or `analyst`.
        """
        return cast(
            "Diff",
            self.call(
                Sending(
                    operation="compareRefused",
                    method="GET",
                    path=path_of("/v1/lists/{source_id}/refusals/{digest}/diff", source_id=source_id, digest=digest),
                )
            ),
        )

    def approve_refused(self, source_id: str, digest: str, body: ApprovalOfList) -> Refusal:
        """Use a refused version all the same.

        After looking at it and comparing it: who approved it and why is kept and audited. Needs a key with the
        scope `admin`.
        """
        return cast(
            "Refusal",
            self.call(
                Sending(
                    operation="approveRefused",
                    method="POST",
                    path=path_of(
                        "/v1/lists/{source_id}/refusals/{digest}/approval", source_id=source_id, digest=digest
                    ),
                    body=body,
                )
            ),
        )

    def get_notice(self) -> Notice:
        """See what is asked, and why.

        Needs no key.
        """
        return cast("Notice", self.call(Sending(operation="getNotice", method="GET", path="/v1/notice")))

    def get_alive(self) -> Alive:
        """See whether the process answers.

        Needs no key.
        """
        return cast("Alive", self.call(Sending(operation="getAlive", method="GET", path="/healthz")))

    def get_ready(self) -> Ready:
        """See whether the service can do its work.

        Ready with a migrated database, a key store, every required list loaded and fresh, and every disposal
        replayed that a restored back-up had forgotten. Needs no key.
        """
        return cast("Ready", self.call(Sending(operation="getReady", method="GET", path="/readyz")))
