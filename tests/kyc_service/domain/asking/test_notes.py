from __future__ import annotations

import pytest

from kyc_service.domain.asking.notes import LONGEST, fill, read_name, read_text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Looked at it.", None),
        ("Line\nand line\r\nand <b>markup</b>", None),
        ("x" * LONGEST, None),
        ("x" * (LONGEST + 1), "too_long"),
        ("", "required"),
        (" \n ", "required"),
        ("a\x00b", "control_character"),
        ("a\u202eb", "bidi_control"),
        ("Paid with 4111 1111 1111 1111", "looks_like_other_data"),
    ],
)
def test_a_note_is_any_text_that_hides_nothing(text: str, fault: str | None) -> None:
    assert read_text(text).fault == fault


@pytest.mark.parametrize(("name", "fault"), [("Address", None), ("a\nb", "control_character"), ("x" * 81, "too_long")])
def test_the_name_of_a_template_is_one_line(name: str, fault: str | None) -> None:
    assert read_name(name).fault == fault


def test_only_known_placeholders_are_filled() -> None:
    values = {"reference": "shop-1", "today": "2026-11-26", "opened": "2026-11-20"}
    assert fill("{today}: {reference} {name} {0} {", values) == "2026-11-26: shop-1 {name} {0} {"
