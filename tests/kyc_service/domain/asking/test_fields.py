from __future__ import annotations

import re
from typing import Any

import pytest
from marshmallow import Schema

from kyc_service.api.bodies.submissions import ChangeSchema
from kyc_service.console.words import WORDS
from kyc_service.domain.asking import fields
from kyc_service.domain.asking.requests import DOCUMENTS, Document, Wanted

TELLING = re.compile(
    r"list|hit\b|match|sanction|suspic|suspect|screen|risk|terror|launder|politic|\bpep\b|crim|watch|flag|review|alert",
    re.IGNORECASE,
)
"""Words that would tell a party what somebody looks for."""


def _resolve(pointer: str) -> Any:
    schema: Any = ChangeSchema()
    for name in pointer[1:].split("/"):
        field = schema.inner if name == "*" else schema.fields[name]
        schema = field.schema if isinstance(getattr(field, "schema", None), Schema) else field
    return schema


@pytest.mark.parametrize("pointer", fields.LABELS)
def test_every_field_that_may_be_asked_for_is_one_of_a_submission(pointer: str) -> None:
    assert _resolve(pointer)
    assert pointer in WORDS


def test_every_sentence_is_neutral() -> None:
    asked = [Wanted(pointer.replace("*", "0")).text for pointer in fields.LABELS]
    for text in (*asked, *DOCUMENTS.values()):
        assert TELLING.search(text) is None, text
    assert set(DOCUMENTS) == set(Document) <= set(WORDS)


@pytest.mark.parametrize(
    ("pointer", "party", "label"),
    [
        ("/business/name", "/business", True),
        ("/contact/email", "/contact", True),
        ("/people/0/name", "/people/0", True),
        ("/people/49/date_of_birth", "/people/49", True),
        ("/people/0", "/people/0", False),
        ("/people/*/name", None, False),
        ("/people/00/name", None, False),
        ("/people/-1/name", None, False),
        ("/people/100/name", None, False),
        ("/business", "/business", False),
        ("/businesses/name", None, False),
        ("/business/name/0", "/business", False),
        ("/business/~1", "/business", False),
        ("business/name", None, False),
        ("", None, False),
        ("/people/\u0661/name", None, False),
    ],
)
def test_a_pointer_names_a_party_and_perhaps_a_field(pointer: str, party: str | None, *, label: bool) -> None:
    assert fields.party_of(pointer) == party
    assert (fields.label_of(pointer) is not None) is label
