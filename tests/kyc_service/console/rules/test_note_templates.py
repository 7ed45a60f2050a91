"""Texts to begin notes with, at the desk."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.visitors import MakeVisitor

PATH = "/console/note-templates"


def test_a_text_is_kept_shown_and_dropped(visit: MakeVisitor) -> None:
    analyst = visit(Role.ANALYST)
    first = analyst.get(PATH).text
    assert "No text of your own yet" in first
    assert "Documents checked" in first
    form = {"name": "Address <b>checked</b>", "text": "{today}: checked {reference}.\r\nSecond line."}
    assert analyst.post(PATH, form).status_code == 303
    page = analyst.get(PATH).text
    assert "Address &lt;b&gt;checked&lt;/b&gt;" in page
    assert "{today}: checked {reference}.\nSecond line." in page
    assert "there is a template of this name already" in analyst.post(PATH, form).text
    drop = re.search(rf"{PATH}/(tpl_[0-9a-f]{{32}})/drop", page)
    assert drop
    assert analyst.post(drop[0]).status_code == 303
    assert "No text of your own yet" in analyst.get(PATH).text


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"text": " "}, {"name": "x" * 81}, {"name": "a\u202eb"}, {"text": "a\x00b"}]
)
def test_a_text_that_cannot_be_is_refused_and_what_was_typed_stays(visit: MakeVisitor, changed: dict[str, str]) -> None:
    form = {"name": "Address checked", "text": "Looked at {reference}.", **changed}
    answer = visit(Role.ANALYST).post(PATH, form)
    assert answer.status_code == 422
    assert 'class="fault"' in answer.text
    kept = next(text for name, text in form.items() if name not in changed)
    assert kept in answer.text
