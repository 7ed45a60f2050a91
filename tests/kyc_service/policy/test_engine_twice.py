"""Two evaluators of one file: the engine, and a naive one that shares no code with it.

They have to agree on every recipient, purpose, field and combination of conditions.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.errors import PolicyDeniedError
from kyc_service.policy import file
from tests.fixtures import naive_policy

POLICY = file.load()
FILE: dict[str, Any] = tomllib.loads(file.SHIPPED.read_text())
CATEGORY = {path: name for name, line in FILE["category"].items() for path in line["fields"]}
PATHS = [*CATEGORY, "person.religion"]
RECIPIENTS = [*FILE["recipient"], *FILE["never"]["recipients"], "somebody"]
PURPOSES = [*FILE["purpose"], *FILE["forbidden"]["purposes"], "resale"]


def naive_may(recipient: str, purpose: str, path: str, facts: frozenset[str]) -> bool:
    return naive_policy.naive_may(FILE, recipient, purpose, path, facts)


def facts_for(recipient: str) -> Iterator[frozenset[str]]:
    """Every combination of the recipient's own conditions, each without and with all the others."""
    own = FILE["recipient"].get(recipient, {}).get("when", [])
    others = frozenset(FILE["fact"]) - set(own)
    for size in range(len(own) + 1):
        for chosen in itertools.combinations(own, size):
            yield frozenset(chosen)
            yield frozenset(chosen) | others


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_both_evaluators_agree_on_every_case(recipient: str) -> None:
    cases = 0
    for facts, purpose in itertools.product(facts_for(recipient), PURPOSES):
        given_facts = dict.fromkeys(FILE["fact"], False) | dict.fromkeys(facts, True)
        whole = POLICY.may_disclose(recipient, purpose, list(CATEGORY), given_facts)
        expected = [path for path in CATEGORY if naive_may(recipient, purpose, path, facts)]
        assert (list(whole.granted), whole.allowed) == (expected, bool(expected))
        for path in PATHS:
            one = POLICY.may_disclose(recipient, purpose, [path], dict.fromkeys(facts, True))
            assert one.allowed is naive_may(recipient, purpose, path, facts), (purpose, path, facts)
            assert one.granted == ((path,) if one.allowed else ())
            cases += 1
    assert cases == len(list(facts_for(recipient))) * len(PURPOSES) * len(PATHS)


values = st.recursive(
    st.none() | st.text(max_size=8) | st.just("1970-02-01") | st.just({"country": "NL", "city": "Delft"}),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


PAIRS = [(name, purpose) for name, line in FILE["recipient"].items() for purpose in line["purposes"]]


@given(
    st.sampled_from(PAIRS),
    st.lists(st.sampled_from(PATHS), max_size=12),
    st.just(frozenset(FILE["fact"])) | st.frozensets(st.sampled_from(sorted(FILE["fact"]))),
    st.dictionaries(st.sampled_from(PATHS), values),
)
def test_what_leaves_was_granted(
    pair: tuple[str, str],
    asked: list[str],
    facts: frozenset[str],
    record: dict[str, Any],
) -> None:
    recipient, purpose = pair
    decision = POLICY.may_disclose(recipient, purpose, asked, dict.fromkeys(facts, True))
    try:
        outgoing = POLICY.minimise(decision, record)
    except PolicyDeniedError:
        assert not decision.allowed
        return
    assert set(outgoing) <= set(decision.granted) & set(record) & set(asked)
    for path, value in outgoing.items():
        assert naive_may(recipient, purpose, path, facts)
        if value != record[path]:
            assert path in {"person.date_of_birth", "person.addresses", "person.place_of_birth", "business.addresses"}
            assert "Delft" not in repr(value)
            assert "1970-" not in repr(value)
