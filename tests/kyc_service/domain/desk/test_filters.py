"""Filters are read strictly, and written as they were read."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import CaseStatus, Queue
from kyc_service.domain.desk.filters import CaseFilter, CaseKind, read_filter, read_name
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import InvalidInputError

WHOLE = {
    "queue": "late",
    "source": "un",
    "level": "high",
    "kind": "hits",
    "tag": "vip",
    "days": "3",
}


def test_what_is_read_is_written_again() -> None:
    found = read_filter(WHOLE)
    assert found == CaseFilter(queue=Queue.LATE, source="un", level=Level.HIGH, kind=CaseKind.HITS, tag="vip", days=3)
    assert found.narrows == {name: text for name, text in WHOLE.items() if name != "queue"}
    assert read_filter({"days": 0}).narrows == {"days": "0"}
    assert read_filter({"status": "new", "assignee": "mila"}) == CaseFilter(status=CaseStatus.NEW, assignee="mila")
    assert read_filter(dict.fromkeys(WHOLE, "")) == read_filter(dict.fromkeys(WHOLE)) == CaseFilter()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("queue", "theirs"),
        ("source", "UN' --"),
        ("level", "extreme"),
        ("kind", "person"),
        ("tag", "Jan Jansen"),
        ("days", "-1"),
        ("days", "1000"),
        ("days", "٣"),
        ("colour", "red"),
    ],
)
def test_what_a_filter_cannot_be_is_named(name: str, text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_filter({name: text}, "/")
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(f"/{name}", "unknown_value")]


@pytest.mark.parametrize(("text", "name"), [("  High   and late ", "High and late"), ("é" * 40, "é" * 40)])
def test_a_name_is_kept_without_what_surrounds_it(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize("text", ["", "  ", "x" * 41, "jan@jansen.example", "<b>"])
def test_a_name_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_name(text)
