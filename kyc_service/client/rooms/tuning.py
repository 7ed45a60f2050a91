"""Operations of `tuning`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.tuning import (
    Draft,
    Evaluation,
    LevelChange,
    LevelChangePage,
    Profile,
    ProfileDetail,
    ProfilePage,
    RiskDraft,
    RiskTable,
    RiskTableDetail,
    RiskTablePage,
    Simulation,
)
from ..wire import Sending, Wire, path_of


class TuningRoom(Wire):
    """Operations of `tuning`."""

    def list_profiles(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        purpose: Literal["onboarding", "monitoring", "ad_hoc"] | None = None,
    ) -> ProfilePage:
        """List screening profiles, newest first.

        Needs a key with the scope `admin`.
        """
        return cast(
            "ProfilePage",
            self.call(
                Sending(
                    operation="listProfiles",
                    method="GET",
                    path="/v1/profiles",
                    query={"limit": limit, "cursor": cursor, "purpose": purpose},
                )
            ),
        )

    def iterate_profiles(
        self, *, limit: int | None = None, purpose: Literal["onboarding", "monitoring", "ad_hoc"] | None = None
    ) -> Iterator[Profile]:
        """Go through every page of `list_profiles`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_profiles(limit=limit, purpose=purpose, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def draft_profile(self, body: Draft) -> ProfileDetail:
        """Draft another version of a screening profile.

        It changes nothing until it was evaluated and a second person approved it. Needs a key with the scope
        `admin`.
        """
        return cast(
            "ProfileDetail", self.call(Sending(operation="draftProfile", method="POST", path="/v1/profiles", body=body))
        )

    def get_profile(self, profile_id: str) -> ProfileDetail:
        """Read a screening profile with what was measured.

        Needs a key with the scope `admin`.
        """
        return cast(
            "ProfileDetail",
            self.call(
                Sending(
                    operation="getProfile",
                    method="GET",
                    path=path_of("/v1/profiles/{profile_id}", profile_id=profile_id),
                )
            ),
        )

    def evaluate_profile(self, profile_id: str, body: Evaluation, *, version: int) -> ProfileDetail:
        """Measure a draft on labelled pairs.

        Figures and digests are kept as evidence, nothing of the pairs. Afterwards nothing of it changes. Needs a
        key with the scope `admin`.
        """
        return cast(
            "ProfileDetail",
            self.call(
                Sending(
                    operation="evaluateProfile",
                    method="POST",
                    path=path_of("/v1/profiles/{profile_id}/evaluation", profile_id=profile_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def approve_profile(self, profile_id: str, *, version: int) -> ProfileDetail:
        """Make an evaluated profile the live one of its purpose.

        Never by the person who drafted it. Needs a key with the scope `admin`.
        """
        return cast(
            "ProfileDetail",
            self.call(
                Sending(
                    operation="approveProfile",
                    method="POST",
                    path=path_of("/v1/profiles/{profile_id}/approval", profile_id=profile_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def retire_profile(self, profile_id: str, *, version: int) -> ProfileDetail:
        """Take a profile out of use, or drop a draft.

        Without a live profile the service's own settings apply. Needs a key with the scope `admin`.
        """
        return cast(
            "ProfileDetail",
            self.call(
                Sending(
                    operation="retireProfile",
                    method="POST",
                    path=path_of("/v1/profiles/{profile_id}/retirement", profile_id=profile_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def simulate_threshold(self, *, threshold: str) -> Simulation:
        """Say what a threshold would have meant for the hits on file.

        Counts by score and answer. A hit below the threshold of its own screening was never kept. Needs a key with
        the scope `admin`.
        """
        return cast(
            "Simulation",
            self.call(
                Sending(
                    operation="simulateThreshold",
                    method="GET",
                    path="/v1/profile-simulation",
                    query={"threshold": threshold},
                )
            ),
        )

    def evaluate_profile_on_answers(self, profile_id: str, *, version: int) -> ProfileDetail:
        """Measure a draft on the newest hits that people answered.

        At most 1,000. Figures and a digest are kept as evidence, nothing of the pairs. Needs a key with the scope
        `admin`.
        """
        return cast(
            "ProfileDetail",
            self.call(
                Sending(
                    operation="evaluateProfileOnAnswers",
                    method="POST",
                    path=path_of("/v1/profiles/{profile_id}/evaluation-on-answers", profile_id=profile_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def list_risk_tables(self, *, limit: int | None = None, cursor: str | None = None) -> RiskTablePage:
        """List tables of risk factors, newest first.

        Needs a key with the scope `admin`.
        """
        return cast(
            "RiskTablePage",
            self.call(
                Sending(
                    operation="listRiskTables",
                    method="GET",
                    path="/v1/risk/tables",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_risk_tables(self, *, limit: int | None = None) -> Iterator[RiskTable]:
        """Go through every page of `list_risk_tables`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_risk_tables(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def draft_risk_table(self, body: RiskDraft) -> RiskTableDetail:
        """Draft another version of a table.

        It changes nothing until it was tried and a second person approved it. Needs a key with the scope `admin`.
        """
        return cast(
            "RiskTableDetail",
            self.call(Sending(operation="draftRiskTable", method="POST", path="/v1/risk/tables", body=body)),
        )

    def get_risk_table(self, table_id: str) -> RiskTableDetail:
        """Read a table with what its dry run counted.

        Needs a key with the scope `admin`.
        """
        return cast(
            "RiskTableDetail",
            self.call(
                Sending(
                    operation="getRiskTable",
                    method="GET",
                    path=path_of("/v1/risk/tables/{table_id}", table_id=table_id),
                )
            ),
        )

    def try_risk_table(self, table_id: str, *, version: int) -> RiskTableDetail:
        """Try a draft on every business on file.

        Figures are kept as evidence. It takes seconds for 100,000 businesses, and changes no rating. Needs a key
        with the scope `admin`.
        """
        return cast(
            "RiskTableDetail",
            self.call(
                Sending(
                    operation="tryRiskTable",
                    method="POST",
                    path=path_of("/v1/risk/tables/{table_id}/dry-run", table_id=table_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def list_risk_changes(
        self,
        table_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        from_: Literal["low", "medium", "high", "prohibited"] | None = None,
        to: Literal["low", "medium", "high", "prohibited"] | None = None,
    ) -> LevelChangePage:
        """List the businesses that a dry run found at another level.

        At most 1,000 of each kind of change, until the table is approved or retired. It is in the audit. Needs a
        key with the scope `admin`.
        """
        return cast(
            "LevelChangePage",
            self.call(
                Sending(
                    operation="listRiskChanges",
                    method="GET",
                    path=path_of("/v1/risk/tables/{table_id}/changes", table_id=table_id),
                    query={"limit": limit, "cursor": cursor, "from": from_, "to": to},
                )
            ),
        )

    def iterate_risk_changes(
        self,
        table_id: str,
        *,
        limit: int | None = None,
        from_: Literal["low", "medium", "high", "prohibited"] | None = None,
        to: Literal["low", "medium", "high", "prohibited"] | None = None,
    ) -> Iterator[LevelChange]:
        """Go through every page of `list_risk_changes`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_risk_changes(table_id, limit=limit, from_=from_, to=to, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def approve_risk_table(self, table_id: str, *, version: int) -> RiskTableDetail:
        """Make a table with a dry run the live one.

        Never by the person who drafted it. Every business is rated by it in the background. Needs a key with the
        scope `admin`.
        """
        return cast(
            "RiskTableDetail",
            self.call(
                Sending(
                    operation="approveRiskTable",
                    method="POST",
                    path=path_of("/v1/risk/tables/{table_id}/approval", table_id=table_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def retire_risk_table(self, table_id: str, *, version: int) -> RiskTableDetail:
        """Take a table out of use, or drop a draft.

        Without a live table the one that comes with the service applies. Needs a key with the scope `admin`.
        """
        return cast(
            "RiskTableDetail",
            self.call(
                Sending(
                    operation="retireRiskTable",
                    method="POST",
                    path=path_of("/v1/risk/tables/{table_id}/retirement", table_id=table_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )
