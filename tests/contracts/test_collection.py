"""The collection of requests and the list of operations are those of the OpenAPI document as it is now."""

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from tests.fixtures import collection_source
from tests.fixtures.client_source import operations, read_spec
from tests.fixtures.service import Caller

SPEC = read_spec()
COLLECTION = collection_source.make_collection(SPEC)
ITEMS: dict[str, dict[str, Any]] = {
    item["id"]: item["request"] for folder in COLLECTION["item"] for item in folder["item"]
}
BODIES = [name for name, request in ITEMS.items() if "raw" in request.get("body", {})]


def test_what_is_committed_is_what_the_document_says_now() -> None:
    written = collection_source.write(SPEC)
    stale = sorted(path.name for path, text in written.items() if not path.exists() or path.read_text() != text)
    assert stale == [], "run `make collection`"


def test_every_operation_is_there_once() -> None:
    listed = [item["id"] for folder in COLLECTION["item"] for item in folder["item"]]
    assert sorted(listed) == sorted(operation["operationId"] for _, _, operation in operations(SPEC))


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_one_that_the_document_allows(name: str) -> None:
    (operation,) = (one for _, _, one in operations(SPEC) if one["operationId"] == name)
    schema = {**operation["requestBody"]["content"]["application/json"]["schema"], "components": SPEC["components"]}
    OAS31Validator(schema).validate(json.loads(ITEMS[name]["body"]["raw"]))


def test_the_submission_of_the_collection_is_accepted(shared_caller: Caller) -> None:
    body = json.loads(ITEMS["submitVerification"]["body"]["raw"])
    answer = shared_caller.ask("POST", "/v1/verifications:validate", json=body)
    assert (answer.status_code, (answer.json or {}).get("valid")) == (200, True)


def test_it_holds_no_key() -> None:
    assert [one["value"] for one in COLLECTION["variable"] if one["key"] == "key"] == [""]
    assert COLLECTION["auth"]["bearer"][0]["value"] == "{{key}}"
