"""Operations of `desk`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.desk import (
    Allowlisting,
    DeskTerms,
    Figures,
    Filter,
    Pair,
    PairDetail,
    PairPage,
    SavedFilter,
    SavedFilters,
    TermsBody,
    Withdrawal,
)
from ..wire import Sending, Wire, path_of


class DeskRoom(Wire):
    """Operations of `desk`."""

    def list_allowlist(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["proposed", "active", "reopened", "withdrawn"] | None = None,
        ends_within_days: int | None = None,
    ) -> PairPage:
        """List allowlisted pairs, newest first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "PairPage",
            self.call(
                Sending(
                    operation="listAllowlist",
                    method="GET",
                    path="/v1/allowlist",
                    query={"limit": limit, "cursor": cursor, "status": status, "ends_within_days": ends_within_days},
                )
            ),
        )

    def iterate_allowlist(
        self,
        *,
        limit: int | None = None,
        status: Literal["proposed", "active", "reopened", "withdrawn"] | None = None,
        ends_within_days: int | None = None,
    ) -> Iterator[Pair]:
        """Go through every page of `list_allowlist`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_allowlist(limit=limit, status=status, ends_within_days=ends_within_days, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def propose_allowlisted(self, body: Allowlisting) -> PairDetail:
        """Ask that a cleared hit stays cleared while both sides stay as they are.

        A second person has to agree. The pair comes back as an open hit when either side changes. Needs a key with
        the scope `analyst`.
        """
        return cast(
            "PairDetail",
            self.call(Sending(operation="proposeAllowlisted", method="POST", path="/v1/allowlist", body=body)),
        )

    def get_allowlisted(self, pair_id: str) -> PairDetail:
        """Read an allowlisted pair.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "PairDetail",
            self.call(
                Sending(
                    operation="getAllowlisted", method="GET", path=path_of("/v1/allowlist/{pair_id}", pair_id=pair_id)
                )
            ),
        )

    def approve_allowlisted(self, pair_id: str, *, version: int) -> PairDetail:
        """Agree to a pair.

        Never by the person who proposed it. Needs a key with the scope `analyst`.
        """
        return cast(
            "PairDetail",
            self.call(
                Sending(
                    operation="approveAllowlisted",
                    method="POST",
                    path=path_of("/v1/allowlist/{pair_id}/approval", pair_id=pair_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def withdraw_allowlisted(self, pair_id: str, body: Withdrawal, *, version: int) -> PairDetail:
        """End a pair: its next match is open again.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "PairDetail",
            self.call(
                Sending(
                    operation="withdrawAllowlisted",
                    method="POST",
                    path=path_of("/v1/allowlist/{pair_id}/withdrawal", pair_id=pair_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def list_case_filters(self) -> SavedFilters:
        """List the filters that whoever asks keeps.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "SavedFilters", self.call(Sending(operation="listCaseFilters", method="GET", path="/v1/case-filters"))
        )

    def keep_case_filter(self, body: Filter) -> SavedFilter:
        """Keep a filter under a name.

        At most 20. One of the same name is replaced. Needs a key with the scope `analyst`.
        """
        return cast(
            "SavedFilter",
            self.call(Sending(operation="keepCaseFilter", method="POST", path="/v1/case-filters", body=body)),
        )

    def drop_case_filter(self, filter_id: str) -> None:
        """Drop a filter of one's own.

        Needs a key with the scope `analyst`.
        """
        self.call(
            Sending(
                operation="dropCaseFilter",
                method="DELETE",
                path=path_of("/v1/case-filters/{filter_id}", filter_id=filter_id),
            )
        )

    def get_terms(self) -> DeskTerms:
        """Read the terms and the calendar of the desk.

        Needs a key with the scope `admin` or `analyst`.
        """
        return cast("DeskTerms", self.call(Sending(operation="getTerms", method="GET", path="/v1/desk/terms")))

    def set_terms(self, body: TermsBody, *, version: int) -> DeskTerms:
        """Set the terms and the calendar of the desk.

        What is left out stays. They count for cases that are opened from then on. Needs a key with the scope
        `admin`.
        """
        return cast(
            "DeskTerms",
            self.call(
                Sending(
                    operation="setTerms",
                    method="POST",
                    path="/v1/desk/terms",
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def get_figures(self) -> Figures:
        """Read how the desk does: counts and times of the last 30 days, and of now.

        Needs a key with the scope `admin` or `analyst`.
        """
        return cast("Figures", self.call(Sending(operation="getFigures", method="GET", path="/v1/figures")))
