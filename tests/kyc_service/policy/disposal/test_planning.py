"""When a subject ends, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kyc_service.domain.retention.histories import Facts, Life
from kyc_service.policy import file
from kyc_service.policy.disposal.planning import join, plan

POLICY = file.load()
START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ENDED = Life(lives=False, relationship_ended_at=START, decided_at=START - 100 * DAY)
REJECTED = Life(lives=False, rejected_at=START, decided_at=START)
ABANDONED = Life(lives=False, abandoned_at=START)
BOTH = Life(lives=False, rejected_at=START - 200 * DAY, relationship_ended_at=START)
AMLR = "Regulation (EU) 2024/1624, articles 73, 76, 77"
STORED = frozenset({"company", "contact", "identity_name"})

# life | obliged | lists with a confirmed match | due | rule and law that decide
TABLE = [
    (ENDED, False, (), "2028-03-01", "approved", "privacy policy, section D.1"),
    (ENDED, True, (), "2031-03-01", "approved", AMLR),
    (REJECTED, False, (), "2027-03-01", "refused", "privacy policy, section D.1"),
    (REJECTED, True, (), "2031-03-01", "refused", AMLR),
    (ABANDONED, False, (), "2026-05-30", "draft", "privacy policy, section D.1"),
    (ABANDONED, True, (), "2026-05-30", "draft", "privacy policy, section D.1"),
    (BOTH, False, (), "2028-03-01", "approved", "privacy policy, section D.1"),
    (ENDED, True, ("ofac_sdn",), "2036-03-01", "ofac", "31 CFR 501.601"),
    (REJECTED, False, ("un", "ofac_cons"), "2036-03-01", "ofac", "31 CFR 501.601"),
    (REJECTED, False, ("un",), "2027-03-01", "refused", "privacy policy, section D.1"),
]


@pytest.mark.parametrize(("life", "obliged", "lists", "due", "rule", "law"), TABLE)
def test_the_longest_period_wins_and_says_why(
    life: Life, lists: tuple[str, ...], due: str, rule: str, law: str, *, obliged: bool
) -> None:
    facts = Facts(life=life, obliged=obliged, categories=STORED, matched_on=frozenset(lists))
    found = plan(POLICY, facts)
    assert found.at is not None
    assert found.at.date().isoformat() == due
    assert (found.claims[0].rule_id, found.claims[0].law) == (rule, law)
    assert found.is_due(found.at)
    assert not found.is_due(found.at - dt.timedelta(microseconds=1))
    assert f"on {found.claims[0].since:%Y-%m-%d}" in found.claims[0].words


def test_every_claim_is_told_the_longest_first() -> None:
    facts = Facts(life=ENDED, obliged=True, categories=STORED, matched_on=frozenset({"ofac_sdn"}))
    assert [claim.words for claim in plan(POLICY, facts).claims] == [
        "rule `ofac` (31 CFR 501.601): 10 years after the relationship ended on 2026-03-01",
        f"rule `approved` ({AMLR}): 5 years after the relationship ended on 2026-03-01",
        "rule `approved` (privacy policy, section D.1): 2 years after the relationship ended on 2026-03-01",
    ]


def test_a_duty_that_ends_before_the_new_law_is_told_with_the_old_one() -> None:
    early = replace(ENDED, relationship_ended_at=START.replace(year=2020))
    (law, _) = plan(POLICY, Facts(life=early, obliged=True, categories=STORED)).claims
    assert law.law == "Directive (EU) 2015/849, articles 39-41"


def test_what_lives_is_never_due_whatever_happened_before() -> None:
    life = Life(lives=True, rejected_at=START.replace(year=2000), decided_at=START)
    found = plan(POLICY, Facts(life=life, obliged=False, categories=STORED))
    assert (found.at, found.kept_by) == (None, ("relationship",))
    assert not found.is_due(START.replace(year=9000))
    assert found.parts_due(START.replace(year=9000)) == ()


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        (Facts(life=ENDED, obliged=False, case_open=True), ("case",)),
        (Facts(life=ENDED, obliged=False, holds=("litigation", "litigation")), ("hold:litigation",)),
        (Facts(life=ENDED, obliged=False, categories=frozenset({"suspicion"})), ("assessment",)),
    ],
)
def test_what_keeps_a_subject_wins_over_its_date(facts: Facts, kept: tuple[str, ...]) -> None:
    found = plan(POLICY, facts)
    assert found.kept_by == kept
    assert not found.is_due(START.replace(year=9000))


@pytest.mark.parametrize("lives", [True, False])
def test_some_categories_end_before_the_rest(*, lives: bool) -> None:
    life = Life(lives=True, decided_at=START) if lives else replace(ENDED, decided_at=START)
    stored = STORED | {"vendor_result", "correspondence"}
    facts = Facts(life=life, obliged=False, categories=stored, case_closed_at=START)
    found = plan(POLICY, facts)
    assert found.parts_due(START + 29 * DAY) == ()
    assert [part.category for part in found.parts_due(START + 31 * DAY)] == ["vendor_result"]
    assert plan(POLICY, replace(facts, obliged=True)).parts_due(START + 31 * DAY) == ()
    assert plan(POLICY, replace(facts, holds=("litigation",))).parts_due(START + 31 * DAY) == ()
    assert plan(POLICY, replace(facts, case_open=True)).parts_due(START + 31 * DAY) == ()


def test_a_subject_waits_for_its_longest_category() -> None:
    facts = Facts(
        life=REJECTED,
        obliged=False,
        categories=STORED | {"correspondence", "suspicion"},
        case_closed_at=START,
        assessment_closed_at=START + DAY,
    )
    found = plan(POLICY, facts)
    assert found.at is not None
    assert (found.at.date().isoformat(), found.claims[0].rule_id) == ("2031-03-02", "suspicion")


def test_a_business_waits_for_its_people() -> None:
    business = plan(POLICY, Facts(life=ENDED, obliged=False))
    matched = plan(POLICY, Facts(life=ENDED, obliged=False, matched_on=frozenset({"ofac_sdn"})))
    held = plan(POLICY, Facts(life=ENDED, obliged=False, holds=("litigation",)))
    assert join(business, []) == business
    assert join(business, [business]) == business
    assert join(business, [business, matched]).at == matched.at
    assert join(business, [business, matched]).claims == matched.claims
    assert join(business, [held]).kept_by == ("people",)


def test_a_person_whose_end_is_not_known_keeps_the_business() -> None:
    business = plan(POLICY, Facts(life=ENDED, obliged=False))
    unknown = plan(POLICY, Facts(life=Life(lives=False), obliged=False))
    assert unknown.at is None
    assert join(business, [unknown]).at is None
