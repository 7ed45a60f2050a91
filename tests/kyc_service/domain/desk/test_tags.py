"""Tags: short, plain, and no room for who somebody is."""

from __future__ import annotations

import pytest

from kyc_service.domain.desk.tags import MOST, read_tags
from kyc_service.errors import InvalidInputError


def test_tags_are_kept_once_and_in_order() -> None:
    assert read_tags(["vip", " b2b", "vip", ""]) == ("b2b", "vip")
    assert read_tags([]) == ()
    assert len(read_tags(f"t{number}" for number in range(MOST))) == MOST


@pytest.mark.parametrize("tag", ["x", "Jan", "jan jansen", "a@b.example", "t" * 33, "nl1234567", "é-é"])
def test_a_tag_of_another_form_is_refused(tag: str) -> None:
    with pytest.raises(InvalidInputError):
        read_tags([tag])


def test_too_many_are_refused() -> None:
    with pytest.raises(InvalidInputError):
        read_tags(f"t{number}" for number in range(MOST + 1))
