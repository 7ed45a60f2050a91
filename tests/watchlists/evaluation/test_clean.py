"""Clean names: read from CSV, sampled, screened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.listed import LISTED
from watchlists.errors import LabelledFileError
from watchlists.evaluation.clean import evaluate_clean, interval, read_names, sample_names
from watchlists.matching import Screener
from watchlists.model import Kind


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_names_are_read_once_each_and_cut(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", 'id,Security Name\n1,"Acme, Inc. - Class A"\n2,"Acme, Inc. - Class B"\n3,\n4,Zen\n'
    )

    assert read_names(path, cut=" - ") == ["Acme, Inc.", "Zen"]
    assert read_names(path, "id") == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", None, "line 1: has none of the columns full_name"),
        ("who\nAnn\n", None, "line 1: has none of the columns full_name"),
        ("name\nAnn\n", "who", "line 1: has no column who"),
        ("name\n\n", None, "holds no name"),
        ('name\nAnn\n"Zaphod "Beeblebrox\n', None, "line 3: is not CSV"),
    ],
)
def test_a_file_without_names_is_refused(tmp_path: Path, text: str, column: str | None, said: str) -> None:
    with pytest.raises(LabelledFileError, match=said) as raised:
        read_names(write(tmp_path / "a.csv", text), column)
    assert "Zaphod" not in str(raised.value)


def test_a_sample_is_always_the_same() -> None:
    names = [f"name {number}" for number in range(50)]

    sample = sample_names(names, 10)

    assert len(set(sample)) == 10
    assert sample_names(list(reversed(names)), 10) == sample
    assert sample_names(names, None) == sample_names(names, 50) == names


def test_namesakes_are_counted_apart(screener: Screener) -> None:
    names = ["BOUT, Viktor Anatolijevitch", "Viktor Bout", "Ludmilla Fromm", "Harmless Biscuits"]

    found = evaluate_clean(screener, LISTED, names, Kind.PERSON)

    assert (found["names"], found["flagged"], found["flagged_namesakes"]) == (4, 2, 1)
    assert (found["false_positive_rate"], found["without_namesakes"]) == (0.5, 0.25)
    assert found["matches"] == 2


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (3, 1000), (10, 10)])
def test_the_interval_holds_the_share(part: int, whole: int) -> None:
    low, high = interval(part, whole)

    assert 0.0 <= low <= part / whole <= high <= 1.0
    assert high > low


def test_the_interval_of_a_known_case() -> None:
    # Wilson's interval of 3 in 1,000, by hand: (2.1·10⁻³ ± ...) as any table of it gives.
    assert interval(3, 1000) == (0.00102, 0.00878)
