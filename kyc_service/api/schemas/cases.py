"""Cases, dispositions and decisions."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, Part, StrictSchema, Text
from kyc_service.api.schemas.allowlist import TermSchema
from kyc_service.api.schemas.answers import flag, instant, many, next_cursor, number, one, score, text, texts, word
from kyc_service.api.schemas.verifications import EvidenceSchema
from kyc_service.domain.cases import REASON_CODES, CaseStatus, Disposition, HoldReason, Outcome
from kyc_service.domain.intake import texts as reading

DECISION_REASONS = ("no_match", "risk_accepted", "listed_party", "policy", "other")


class CaseSchema(Schema):
    """What an analyst works on."""

    id = text("Id.", "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    verification_id = text("What it is about.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    reference = text("The client's own name for the business.", "acme-trading-2291")
    status = word("Where it stands.", tuple(CaseStatus))
    assignee = text("Who works on it.", "mila", nullable=True)
    proposed = word("Decision that waits for a second person.", tuple(Outcome), nullable=True)
    maker = text("Who proposed it.", "key_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    outcome = word("What was decided.", tuple(Outcome), nullable=True)
    open_hits = number("Hits without a disposition.", 2)
    top_score = score("Highest score of its hits.", nullable=True)
    opened_at = instant("When it was opened.")
    closed_at = instant("When it was decided.", nullable=True)
    due_at = instant("When it has to be decided; the clock stands still while it is put aside.", nullable=True)
    urgent = flag("Whether it comes before all others.")
    held_until = instant("When it comes back by itself.", nullable=True)
    held_for = word("What it waits for.", tuple(HoldReason), nullable=True)
    escalated_at = instant("When a senior was asked to look.", nullable=True)
    escalated_by = text("Who asked.", "mila", nullable=True)
    reopened_at = instant("When a decision on it was taken back.", nullable=True)
    reopened_by = text("Who took it back.", "mila", nullable=True)
    version = number("The ETag's number.", 3)


class TaggedCaseSchema(CaseSchema):
    """A case with its tags."""

    tags = texts("In order.", "vip")


class CaseDetailSchema(TaggedCaseSchema):
    """A case with its evidence."""

    evidence = one(EvidenceSchema, "Everything needed to decide.")


class CasePageSchema(Schema):
    """A page of cases."""

    items = many(TaggedCaseSchema, "Cases.")
    next = next_cursor()


class CountsSchema(Schema):
    """How many cases each queue has that is not done."""

    mine = number("Yours.", 4)
    unassigned = number("Nobody's.", 9)
    approvals = number("Decided by another person, and waiting for a second one.", 2)
    late = number("Not decided in their time.", 1)
    held = number("Put aside until a day.", 1)
    awaiting = number("The onboarding flow was asked for something.", 1)
    escalated = number("Somebody asks a senior to look.", 1)
    open = number("All that nobody decided.", 15)


class QueuesSchema(Schema):
    """The queues, as whoever asks sees them."""

    counts = one(CountsSchema, "How many cases each has.")
    next_case_id = text("The case to work on next.", "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)


class AssignmentSchema(StrictSchema):
    """To whom a case is given."""

    assignee = Text("Name of the analyst; left out to give it to nobody.", "mila", reading.read_line, longest=100)


class DispositionSchema(StrictSchema):
    """An answer to a hit."""

    disposition = Choice("The answer.", tuple(Disposition), required=True)
    reason_code = Choice("Why.", sorted(frozenset().union(*REASON_CODES.values())), required=True)
    note = Text(
        "In words; needed with `other`.", "Born 20 years later.", reading.read_note, longest=reading.LONGEST_NOTE
    )
    allowlist = Part(
        TermSchema,
        "With `false_positive`: ask that these two are not matched again while both stay the same, for a term: `{}` is"
        " a year. A second person has to agree.",
    )


class DecisionSchema(StrictSchema):
    """A decision on a case."""

    outcome = Choice("The decision.", tuple(Outcome), required=True)
    reason_code = Choice("Why.", DECISION_REASONS, required=True)
    note = Text(
        "In words, at least three letters.",
        "All hits are other companies.",
        reading.read_note,
        longest=reading.LONGEST_NOTE,
        required=True,
    )


class ApprovalSchema(StrictSchema):
    """What a second person says to a proposed decision."""

    verdict = Choice("`approve`, or `send_back` to the analyst.", ("approve", "send_back"), required=True)


class DisposedSchema(Schema):
    """A hit after its answer."""

    id = text("Id.", "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    status = text("Where it stands.", "false_positive")
    reason_code = text("Why.", "different_birth_date", nullable=True)
    version = number("For If-Match when it is answered again.", 2)
    pair_id = text("The pair that waits for a second person.", "alw_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
