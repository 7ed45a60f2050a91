"""Every character of a name is printed, or shown as its code point: never a box, never nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.services.packs import letters
from tests.fixtures.verified_packs import SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_in_its_own_script_is_printed_as_it_is(script: str) -> None:
    name = SCRIPTS[script]
    assert letters.choose([name]).show(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\x00b", "a[U+0000]b"),
        ("a\u200fb", "a[U+200F]b"),
        ("\U00020bb7野", "[U+20BB7]野"),
        ("smile \U0001f600", "smile [U+1F600]"),
        ("tab\there", "tab here"),
        ("two\nlines", "two\nlines"),
        ("\ud800", "[U+D800]"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("e\u0301", "é"),
        ("<b>**not bold**</b>", "<b>**not bold**</b>"),
    ],
)
def test_what_has_no_picture_stands_as_its_code_point(text: str, shown: str) -> None:
    assert letters.choose([text]).show(text) == shown


@given(st.text(max_size=40))
def test_whatever_is_shown_has_a_picture(text: str) -> None:
    chosen = letters.choose([text])
    shown = chosen.show(text)
    assert all(ord(one) in chosen.known or one in "\n\u200c\u200d" for one in shown)
    assert not text.strip() or shown


def test_a_document_without_chinese_carries_no_chinese_font() -> None:
    assert letters.choose(["Владимир", "Jansen"]).fallbacks == ()
    assert letters.choose(["王小明 and محمد"]).fallbacks == ("NotoSansArabic", "DroidSansFallback")


def test_every_font_lies_where_it_is_looked_for_and_has_its_licence() -> None:
    files = {letters.font_file(name) for name in (letters.BODY, *letters.FALLBACKS)}
    files.add(letters.font_file(letters.BODY, "Bold"))
    assert files == set(letters.FOLDER.glob("*.ttf"))
    told = (letters.FOLDER / "README.md").read_text(encoding="utf-8")
    assert "SIL Open Font License" in (letters.FOLDER / "LICENSE-OFL").read_text(encoding="utf-8")
    assert "Apache License" in (letters.FOLDER / "LICENSE-APACHE").read_text(encoding="utf-8")
    assert all(file.stem.removesuffix("-Regular").removesuffix("-Bold") in told for file in files)


def test_texts_are_found_wherever_they_stand() -> None:
    assert list(letters.collect_texts({"a": ["x", {"b": "y"}], "c": 1, "d": None})) == ["x", "y"]


@pytest.mark.parametrize(("text", "shaped"), [("Jansen", False), ("محمد", True), ("दि", True), ("王", False)])
def test_only_scripts_that_need_it_are_shaped(text: str, shaped: bool) -> None:
    assert letters.needs_shaping(text) is shaped
