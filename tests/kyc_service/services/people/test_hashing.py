"""Hashes with their real costs: this is the one place that pays for them."""

from __future__ import annotations

import pytest

from kyc_service.services.people import hashing


def test_a_hash_says_its_costs_and_knows_its_password() -> None:
    made = hashing.make("correct horse battery")
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hashing.matches(made, "correct horse battery")
    assert not hashing.matches(made, "correct horse batterz")
    assert not hashing.is_outdated(made)


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize("stored", [None, "", "no hash at all", "$argon2id$v=19$m=8,t=1,p=1$"])
def test_without_a_hash_nothing_matches(stored: str | None) -> None:
    assert not hashing.matches(stored, "nobody has this password")
