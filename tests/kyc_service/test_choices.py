"""An operator's file: each kind of value, every fault at once, and no secret in any."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.choices import Choices
from kyc_service.errors import SettingsError

SETTING = "KYC_EXAMPLE_FILE"


def open_file(folder: Path, content: str | bytes) -> Choices:
    path = folder / "example.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Choices.open(SETTING, path)


def test_what_is_right_is_read(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("abc\n")
    choices = open_file(
        tmp_path,
        f'a = "text"\nb = false\nc = ["x", "x"]\nd = 2.5\ne = 7\nf = "{tmp_path}/key"\n[rows.one]\na = "inside"',
    )
    assert choices.text("a") == "text"
    assert choices.flag("b", default=True) is False
    assert choices.words("c") == {"x"}
    assert choices.number("d", 0, 10, 1) == 2.5
    assert choices.whole("e", 0, 10, 1) == 7
    secret = choices.secret("f")
    assert secret is not None
    assert secret.reveal() == "abc"
    assert {name: table.text("a") for name, table in choices.tables("rows").items()} == {"one": "inside"}
    choices.allow("a", "b", "c", "d", "e", "f", "rows")
    choices.settle(SETTING)


def test_what_is_not_there_is_the_default(tmp_path: Path) -> None:
    choices = open_file(tmp_path, "")
    assert (choices.text("a"), choices.secret("a"), choices.words("a")) == (None, None, frozenset())
    assert choices.flag("a", default=True) is True
    assert (choices.number("a", 0, 10, 1.5), choices.whole("a", 0, 10, 3)) == (1.5, 3)
    choices.settle(SETTING)


@pytest.mark.parametrize("value", ["5", '""', '" "', '"a\\nb"', "[]", "true", '{ a = "b" }'])
def test_a_text_is_one_that_can_be_seen(tmp_path: Path, value: str) -> None:
    choices = open_file(tmp_path, f"a = {value}")
    assert choices.text("a") is None
    assert choices.faults == ["a: has to be a text"]


@pytest.mark.parametrize("value", ["true", '"5"', "11", "-1", "nan", "inf"])
def test_numbers_have_bounds_and_are_no_truths(tmp_path: Path, value: str) -> None:
    choices = open_file(tmp_path, f"a = {value}")
    assert (choices.number("a", 0, 10, 1), choices.whole("a", 0, 10, 1)) == (1, 1)
    assert choices.faults == ["a: has to be a number from 0 to 10", "a: has to be a whole number from 0 to 10"]


@pytest.mark.parametrize(
    ("content", "fault"), [("", "one line"), ("a\nb", "one line"), ("gehëim", "UnicodeDecodeError")]
)
def test_a_secret_is_one_line_that_no_fault_repeats(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "key").write_text(content, encoding="utf-8")
    choices = open_file(tmp_path, f'a = "{tmp_path}/key"')
    assert choices.secret("a") is None
    (found,) = choices.faults
    assert fault in found
    assert not content or content not in found


def test_every_fault_is_told_at_once_with_its_table(tmp_path: Path) -> None:
    choices = open_file(tmp_path, "x = 1\n[rows]\ntwo = 2\n[rows.one]\na = 1\ny = 2")
    choices.allow("rows")
    for table in choices.tables("rows").values():
        table.allow("a")
        table.text("a")
        table.words("a")
    choices.words("none", needed=True)
    with pytest.raises(SettingsError) as caught:
        choices.settle(SETTING)
    assert set(caught.value.faults) == {
        f"{SETTING}: x: no such choice",
        f"{SETTING}: [rows.two] has to be a table",
        f"{SETTING}: [rows.one] y: no such choice",
        f"{SETTING}: [rows.one] a: has to be a text",
        f"{SETTING}: [rows.one] a: has to be a list of texts",
        f"{SETTING}: none: has to name at least one",
    }


@pytest.mark.parametrize("content", ["", "rows = 1", "[rows]"])
def test_tables_are_wanted(tmp_path: Path, content: str) -> None:
    choices = open_file(tmp_path, content)
    assert choices.tables("rows") == {}
    assert choices.faults == ["has to hold tables [rows.ID], at least one"]


@pytest.mark.parametrize("content", [b"a = ", b"\xff", b'a = "sesame'])
def test_what_is_no_file_of_choices_is_refused_and_not_repeated(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SettingsError) as caught:
        open_file(tmp_path, content)
    (fault,) = caught.value.faults
    assert fault.startswith(f"{SETTING}: cannot be read: ")
    assert "sesame" not in fault


def test_a_file_that_is_not_there_is_named_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="KYC_EXAMPLE_FILE: cannot be read: FileNotFoundError"):
        Choices.open(SETTING, tmp_path / "none.toml")
