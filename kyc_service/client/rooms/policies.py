"""Operations of `policies`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ..models.policies import (
    PolicyBasis,
    PolicyBasisRecorded,
    PolicyFinding,
    PolicyProposal,
    PolicyVersion,
    PolicyVersionDetail,
    PolicyVersionPage,
    ProcessingRecord,
)
from ..wire import Sending, Wire, path_of


class PoliciesRoom(Wire):
    """Operations of `policies`."""

    def list_policies(self, *, limit: int | None = None, cursor: str | None = None) -> PolicyVersionPage:
        """List the versions of the policy, the newest proposal first.

        Needs a key with the scope `admin` or `privacy`.
        """
        return cast(
            "PolicyVersionPage",
            self.call(
                Sending(
                    operation="listPolicies",
                    method="GET",
                    path="/v1/privacy/policies",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_policies(self, *, limit: int | None = None) -> Iterator[PolicyVersion]:
        """Go through every page of `list_policies`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_policies(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def propose_policy(self, body: PolicyProposal) -> PolicyVersionDetail:
        """Propose a version of the policy.

        It changes nothing until another person approves it. Needs a key with the scope `admin` or `privacy`.
        """
        return cast(
            "PolicyVersionDetail",
            self.call(Sending(operation="proposePolicy", method="POST", path="/v1/privacy/policies", body=body)),
        )

    def get_policy(self, policy_id: str) -> PolicyVersionDetail:
        """Read a version of the policy with what it changes.

        Needs a key with the scope `admin` or `privacy`.
        """
        return cast(
            "PolicyVersionDetail",
            self.call(
                Sending(
                    operation="getPolicy",
                    method="GET",
                    path=path_of("/v1/privacy/policies/{policy_id}", policy_id=policy_id),
                )
            ),
        )

    def check_policy(self, body: PolicyProposal) -> PolicyFinding:
        """Say what is wrong with a version, and what it would change.

        Nothing is stored. Needs a key with the scope `admin` or `privacy`.
        """
        return cast(
            "PolicyFinding",
            self.call(Sending(operation="checkPolicy", method="POST", path="/v1/privacy/policies:check", body=body)),
        )

    def approve_policy(self, policy_id: str, *, version: int) -> PolicyVersionDetail:
        """Publish a proposed version of the policy.

        Never by the person who proposed it. What is published never changes. Needs a key with the scope `admin` or
        `privacy`.
        """
        return cast(
            "PolicyVersionDetail",
            self.call(
                Sending(
                    operation="approvePolicy",
                    method="POST",
                    path=path_of("/v1/privacy/policies/{policy_id}/approval", policy_id=policy_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def withdraw_policy(self, policy_id: str, *, version: int) -> PolicyVersionDetail:
        """Take a proposed version of the policy back.

        Needs a key with the scope `admin` or `privacy`.
        """
        return cast(
            "PolicyVersionDetail",
            self.call(
                Sending(
                    operation="withdrawPolicy",
                    method="POST",
                    path=path_of("/v1/privacy/policies/{policy_id}/withdrawal", policy_id=policy_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def record_policy_basis(self, reference: str, body: PolicyBasis) -> PolicyBasisRecorded:
        """Record on which basis a business and its people come under the version in force.

        Until then their data keep the limits of the version they were collected under as well. Needs a key with the
        scope `privacy`.
        """
        return cast(
            "PolicyBasisRecorded",
            self.call(
                Sending(
                    operation="recordPolicyBasis",
                    method="POST",
                    path=path_of("/v1/subjects/{reference}/policy-basis", reference=reference),
                    body=body,
                )
            ),
        )

    def get_record_of_processing(self) -> ProcessingRecord:
        """Read the record of processing activities (GDPR 30), made from the policy in force.

        Needs a key with the scope `admin` or `privacy`.
        """
        return cast(
            "ProcessingRecord",
            self.call(Sending(operation="getRecordOfProcessing", method="GET", path="/v1/privacy/record")),
        )
