"""Files over HTTP: raw bodies in, downloads out."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.talks import PDF, Asking


def _add(asking: Asking, content: bytes, name: str | None = "extract.pdf", about: str = "/business") -> Any:
    named = {} if name is None else {"Content-Disposition": f'attachment; filename="{name}"'}
    path = f"/v1/cases/{asking.case_id}/attachments"
    return asking.caller.ask("POST", path, Scope.ANALYST, named, query_string={"about": about}, data=content)


def test_a_file_comes_back_as_it_was_and_may_do_nothing_on_the_way(asking: Asking) -> None:
    made = _add(asking, PDF, "Auszug – Köln.pdf".encode().decode("latin-1"))
    assert (made.status_code, made.json["name"]) == (201, "Auszug – Köln.pdf")
    path = f"/v1/cases/{asking.case_id}/attachments/{made.json['id']}"
    answer = asking.caller.ask("GET", path, Scope.ANALYST)
    assert answer.data == PDF
    headers = ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [answer.headers[name] for name in headers] == [
        "application/octet-stream",
        "nosniff",
        "sandbox; default-src 'none'",
        "no-store",
    ]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert asking.caller.ask("GET", path, Scope.ONBOARDING).status_code == 403


def test_a_file_without_a_name_gets_one(asking: Asking) -> None:
    assert _add(asking, b"Seen.", None).json["name"] == "document.txt"


@pytest.mark.parametrize(
    "disposition", ["attachment; filename*=UTF-8''K%C3%B6ln.pdf", 'attachment; filename="K\xf6ln.pdf"']
)
def test_a_name_is_read_in_whichever_way_it_was_written(asking: Asking, disposition: str) -> None:
    path = f"/v1/cases/{asking.case_id}/attachments"
    made = asking.caller.ask("POST", path, Scope.ANALYST, {"Content-Disposition": disposition}, data=PDF)
    assert (made.json or {})["name"] == "Köln.pdf"


@pytest.mark.parametrize(
    ("content", "name", "about", "code"),
    [
        (b"", "a.pdf", "/business", "file_empty"),
        (b"MZ\x90\x00", "a.pdf", "/business", "file_type_not_taken"),
        (b"words", "a.pdf", "/business", "file_type_differs"),
        (b"words", "x" * 201, "/business", "too_long"),
        (b"words", "a.txt", "/people/9", "unknown_pointer"),
    ],
)
def test_a_file_that_is_not_taken_is_refused(asking: Asking, content: bytes, name: str, about: str, code: str) -> None:
    answer = _add(asking, content, name, about)
    assert answer.status_code == 422, answer.json
    assert code in {error["code"] for error in answer.json["errors"]}
    assert asking.attachments() == []


def test_a_party_that_cannot_be_is_refused(asking: Asking) -> None:
    assert _add(asking, PDF, about="/nobody").status_code == 400
