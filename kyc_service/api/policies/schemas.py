"""Versions of the policy: what is sent, and how each stands."""

from __future__ import annotations

from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Choice, StrictSchema, Text
from kyc_service.api.schemas.answers import (
    day,
    flag,
    instant,
    many,
    mapping,
    next_cursor,
    number,
    one,
    text,
    texts,
    word,
)
from kyc_service.domain.trail.publications import PublicationStatus
from kyc_service.policy.rules import Basis

LONGEST = 200_000
"""Characters of a policy file, and of each of its balancing tests."""
_SHA256 = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
_KEY = "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


class Texts(fields.Dict):
    """Texts by name."""

    def __init__(self, description: str) -> None:
        """Take what they are for."""
        super().__init__(
            keys=fields.String(),
            values=Text("A text.", "# Balancing test", longest=LONGEST),
            error_messages={"invalid": "wrong_type", "null": "wrong_type"},
            metadata={"description": description, "examples": [{"lia/aml.md": "# Balancing test ..."}]},
        )


class PolicyProposalSchema(StrictSchema):
    """A version of the policy."""

    content = Text("The whole file, TOML.", '[policy]\nid = "alibaba-com-privacy"', longest=LONGEST, required=True)
    balancing_tests = Texts("Texts of the balancing tests it names; those that ship stand in for what is left out.")


class PolicyChangeSchema(Schema):
    """One difference from the version in force."""

    where = text("Place in the policy.", "cell kyc_vendor | monitoring | contact")
    what = text("What is different there.", "is granted now")
    material = flag("Whether it is more for somebody, for longer, or fewer rights.")


class PolicyRehearsalSchema(Schema):
    """What a version would have said to the last disclosures of the ledger."""

    lines = number("Lines of the ledger that were looked at.", 10_000)
    refused = number("Were allowed and would be refused.", 0)
    narrower = number("Would be allowed with fewer fields.", 3)
    wider = number("Would be allowed with more fields, or at all.", 0)


class PolicyFindingSchema(Schema):
    """What a version comes to."""

    valid = flag("Whether it could be proposed.")
    faults = texts("Everything that is wrong with it, by line.", "line 96: recipient.kyc_vendor: unknown purpose")
    sha256 = text("Digest of the file's bytes; null when it is no policy.", _SHA256, nullable=True)
    material = flag("Whether anything it changes is material.")
    changes = many(PolicyChangeSchema, "What it changes.")
    rehearsal = one(PolicyRehearsalSchema, "The last disclosures under it; null when it is no policy.", nullable=True)


class PolicyVersionSchema(Schema):
    """A version of the policy and where it stands."""

    id = text("Id.", "pol_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    policy_id = text("The policy.", "alibaba-com-privacy")
    version = text("Its version.", "2019-07-15.4")
    sha256 = text("Digest of the file's bytes.", _SHA256)
    effective_from = day("First day on which it is in force.")
    in_force = flag("Whether it is the one in force now.")
    status = word("Where it stands.", tuple(PublicationStatus))
    adopted = flag("Taken from the settings without a second person: the first version of all, or in a demo.")
    material = flag("Whether anything it changes is material.")
    compared_with = text("Digest of the version it was compared with.", _SHA256, nullable=True)
    proposed_by = text("Who proposed it.", _KEY)
    proposed_at = instant("When.")
    approved_by = text("Who approved it.", "key:key_9d814e6fa1c5d2e8b4a790633f0c2b7a", nullable=True)
    published_at = instant("When.", nullable=True)
    withdrawn_by = text("Who took it back.", _KEY, nullable=True)
    withdrawn_at = instant("When.", nullable=True)
    revision = number("The ETag's number.", 1)


class PolicyVersionDetailSchema(PolicyVersionSchema):
    """A version with its file and what it changes."""

    content = text("The file.", '[policy]\nid = "alibaba-com-privacy"')
    balancing_tests = mapping("Texts of the balancing tests it names.", {"lia/aml.md": "# Balancing test ..."})
    changes = many(PolicyChangeSchema, "What it changes.")


class PolicyVersionPageSchema(Schema):
    """A page of versions, the newest proposal first."""

    items = many(PolicyVersionSchema, "Versions.")
    next = next_cursor()


class PolicyBasisSchema(StrictSchema):
    """A basis on which data collected earlier come under the version in force."""

    basis = Choice("The basis (GDPR 6(1)).", tuple(Basis), required=True)
    evidence = Text("Code of the consent, contract or law.", "consent-2026-11-26.17", longest=64, required=True)


class PolicyBasisRecordedSchema(Schema):
    """What was recorded."""

    policy_version = text("Version that applies to them from now on.", "2019-07-15.4")
    policy_sha256 = text("Its digest.", _SHA256)
    new = number("Parties for which it is new: the business and its people.", 3)


class ProcessingRecordSchema(Schema):
    """The record of processing activities (GDPR 30)."""

    policy_id = text("The policy it is made from.", "alibaba-com-privacy")
    policy_version = text("Its version.", "2019-07-15.4")
    policy_sha256 = text("Its digest.", _SHA256)
    effective_from = day("Its first day.")
    controller = mapping("Who answers for the processing.", {"name": "Marketplace Ltd", "country": "SG"})
    contact = text("Where to ask.", "DataProtection@service.alibaba.com")
    subjects = texts("Kinds of people concerned.", "director")
    activities = fields.List(
        fields.Dict(),
        metadata={"description": "Purposes, each with bases and recipients.", "examples": [[{"purpose": "aml_check"}]]},
    )
    categories = fields.List(
        fields.Dict(),
        metadata={"description": "Categories of data, each with its ends.", "examples": [[{"category": "company"}]]},
    )
    recipients = fields.List(
        fields.Dict(),
        metadata={"description": "Recipients, each with its conditions.", "examples": [[{"recipient": "authority"}]]},
    )
    never = texts("Who never gets anything.", "analytics")
    forbidden = texts("What data are never used for.", "marketing")
    transfers = mapping("What a transfer outside the region needs.", {"safeguards": ["adequacy", "scc", "bcr"]})
    measures = texts("What protects the data, in general words.", "encrypted under a key of its own")
    sha256 = text("Digest of this record.", _SHA256)
