"""Lines, notes, industries, metadata."""

import pytest

from kyc_service.domain.intake import texts


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Kade 1", None),
        ("a" * 257, "too_long"),
        ("a\nb", "control_character"),
        ("4111111111111111", "looks_like_other_data"),
    ],
)
def test_lines(text: str, fault: str | None) -> None:
    assert texts.read_line(text).fault == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [("First.\nSecond.\r\nThird.", None), ("a\tb", "control_character"), ("a" * 2001, "too_long")],
)
def test_notes_may_have_lines(text: str, fault: str | None) -> None:
    assert texts.read_note(text).fault == fault


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("46.90", True),
        ("G4690", True),
        ("4690", True),
        ("G", True),
        ("46.90.1", True),
        ("bakery", False),
        ("Z1", False),
    ],
)
def test_industries(text: str, sound: bool) -> None:
    assert (texts.read_industry(text).fault is None) is sound


@pytest.mark.parametrize(
    ("key", "sound"), [("order_id", True), ("a" * 40, True), ("a" * 41, False), ("", False), ("a b", False)]
)
def test_metadata_keys(key: str, sound: bool) -> None:
    assert (texts.read_metadata_key(key).fault is None) is sound


def test_metadata_values() -> None:
    assert texts.read_metadata_value("x" * 500).fault is None
    assert texts.read_metadata_value("x" * 501).fault == "metadata_limits"
