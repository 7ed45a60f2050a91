from __future__ import annotations

import datetime as dt

from kyc_service.policy.model import Decision
from kyc_service.storage.work import Work
from tests.fixtures.parties import add_business

GRANT = Decision(
    id="dec_1",
    allowed=True,
    recipient="platform_backend",
    purpose="onboarding_kyc",
    granted=("check.id", "check.status"),
    withheld=(("decision.note", "category:free_text"),),
    rule_ids=("recipient:platform_backend",),
    basis="contract",
    policy_version="v1",
    policy_sha256="ab" * 32,
    facts={"contract_on_file": True},
)


def record(work: Work, subject_id: str, decision: Decision = GRANT, digest: str = "aa", channel: str = "api") -> None:
    work.ledger.record(
        decision,
        subject_id=subject_id,
        verification_id=None,
        payload_digest=digest,
        channel=channel,
        sent_at=work.now() if decision.allowed else None,
    )


def test_a_line_says_what_left_and_under_which_rules(work: Work) -> None:
    subject = add_business(work).id
    record(work, subject)
    (line,) = work.ledger.of_subject(subject)
    assert (line.decision_id, line.times) == ("dec_1", 1)
    assert (line.granted, line.withheld, line.rule_ids) == (GRANT.granted, GRANT.withheld, GRANT.rule_ids)
    assert (line.facts, line.basis, line.allowed) == (GRANT.facts, "contract", True)
    assert line.sent_at is not None


def test_the_same_content_again_is_counted(work: Work) -> None:
    subject = add_business(work).id
    for _ in range(3):
        record(work, subject)
    (line,) = work.ledger.of_subject(subject)
    assert line.times == 3
    assert line.last_at > line.first_at


def test_other_content_another_channel_and_a_refusal_are_lines_of_their_own(work: Work) -> None:
    subject = add_business(work).id
    refusal = Decision(
        id="dec_2",
        allowed=False,
        recipient=GRANT.recipient,
        purpose=GRANT.purpose,
        granted=(),
        withheld=(),
        rule_ids=("default_deny",),
        basis=None,
        policy_version="v1",
        policy_sha256="ab" * 32,
        facts={},
    )
    record(work, subject)
    record(work, subject, digest="bb")
    record(work, subject, channel="webhook")
    record(work, subject, refusal)
    *_, refused = lines = work.ledger.of_subject(subject)
    assert [line.times for line in lines] == [1, 1, 1, 1]
    assert (refused.allowed, refused.sent_at, refused.rule_ids) == (False, None, ("default_deny",))


def test_the_ledger_is_paged_newest_first(work: Work) -> None:
    subject = add_business(work).id
    for number in range(5):
        record(work, subject, digest=str(number))
    made = [line.id for line in work.ledger.of_subject(subject)]
    first = work.ledger.page(None, 3)
    rest = work.ledger.page(first.next, 3)
    assert [line.id for line in (*first.items, *rest.items)] == made[::-1]
    assert rest.next is None
    assert first.items[0].first_at - rest.items[-1].first_at >= dt.timedelta(0)
