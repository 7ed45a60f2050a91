import hashlib
import json

import pytest

from kyc_service.domain.cases import REASON_CODES, TOOLKIT, Disposition, HitStatus, Outcome, blocks, settle

OPEN, F, T, N = HitStatus.OPEN, HitStatus.FALSE_POSITIVE, HitStatus.TRUE_MATCH, HitStatus.INCONCLUSIVE


@pytest.mark.parametrize(
    ("outcome", "statuses", "flags", "expected"),
    [
        ("clear", [F], [], None),
        ("clear", [F, F], [], None),
        ("clear", [], ["placeholder_name"], None),
        ("clear", [OPEN, F], [], "hits_open"),
        ("clear", [N], [], "hits_inconclusive"),
        ("clear", [T], [], None),
        ("reject", [T, F], [], None),
        ("reject", [T, OPEN], [], "hits_open"),
        ("reject", [F], [], "nothing_to_reject_for"),
        ("reject", [F], ["subject_is_minor"], None),
    ],
)
def test_what_keeps_a_decision_from_being_made(
    outcome: str,
    statuses: list[HitStatus],
    flags: list[str],
    expected: str | None,
) -> None:
    assert blocks(Outcome(outcome), statuses, flags) == expected


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("status", list(HitStatus))
def test_only_a_true_match_is_settled(outcome: Outcome, status: HitStatus) -> None:
    after = settle(outcome, status)
    if status is not HitStatus.TRUE_MATCH:
        assert after is status
    else:
        assert after is (HitStatus.ACCEPTED_RISK if outcome is Outcome.CLEAR else HitStatus.BLOCKED)


def test_every_disposition_has_reasons_and_a_way_out() -> None:
    assert set(REASON_CODES) == set(Disposition)
    assert all("other" in codes for codes in REASON_CODES.values())


TOOLKITS = {1: "cc1b8d68312a8ab6534df27b89da3c6f5601a469618a74c054633ea5f3854c5b"}
"""SHA-256 of the reasons of each version, as JSON."""


def test_reasons_do_not_change_within_a_version() -> None:
    written = json.dumps({one.value: sorted(codes) for one, codes in REASON_CODES.items()}, sort_keys=True)
    assert hashlib.sha256(written.encode()).hexdigest() == TOOLKITS[TOOLKIT], "raise TOOLKIT, and add its digest here"
