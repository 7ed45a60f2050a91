"""The contract: the OpenAPI document is valid and true, every error has a face, every route says who may use it."""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from kyc_service.api import messages, notice, problems
from kyc_service.domain.tenants import Scope
from kyc_service.errors import KycError
from kyc_service.services.runtime import Runtime
from tests.fixtures.service import Caller

PACKAGE = Path(problems.__file__).parents[1]
PUBLIC = {
    "/",
    "/docs",
    "/docs/problems",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/v1/notice",
    "/assets/pages.css",
    "/assets/docs.js",
    "/assets/swagger-ui/swagger-ui.css",
    "/assets/swagger-ui/swagger-ui-bundle.js",
}
"""Every address that asks for no key."""
EXAMPLES = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
CODES = re.compile(r'"([a-z]+(?:_[a-z]+)+)"')


@pytest.fixture
def spec(client: FlaskClient) -> dict[str, Any]:
    document = client.get("/openapi.json").json
    assert document is not None
    return dict(document)


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, method, operation


def subclasses(kind: type[KycError]) -> Iterator[type[KycError]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_the_document_is_valid(spec: dict[str, Any]) -> None:
    validate(spec)
    assert spec["openapi"].startswith("3.1")


def test_every_operation_is_named_and_says_what_it_does(spec: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(spec)]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for _, _, operation in operations(spec))


def test_every_error_answer_is_documented_as_a_problem(spec: dict[str, Any]) -> None:
    found = 0
    for path, method, operation in operations(spec):
        for status, response in operation["responses"].items():
            if int(status) < HTTPStatus.BAD_REQUEST or "$ref" not in response:
                continue
            named = spec["components"]["responses"][response["$ref"].rpartition("/")[2]]
            assert list(named["content"]) == [problems.MEDIA_TYPE], (path, method, status)
            found += 1
    assert found > 100


def test_every_field_of_a_body_has_a_description_and_an_example(spec: dict[str, Any]) -> None:
    for name, schema in spec["components"]["schemas"].items():
        for field, described in schema["properties"].items():
            inner = described.get("items", {})
            assert described.get("description"), (name, field)
            shown = "examples" in described or "$ref" in inner or "$ref" in str(described) or "examples" in inner
            assert shown or described["description"].startswith(("`cursor`", "What else")), (name, field)


def test_every_error_has_a_face() -> None:
    ours = {kind for kind in subclasses(KycError) if kind.__module__.startswith("kyc_service")}
    assert ours == set(problems.KINDS)


def test_every_route_asks_for_a_key_or_is_public_by_this_list(app: Flask, client: FlaskClient) -> None:
    open_to_all = set()
    addresses = (f"192.0.2.{place}" for place in itertools.cycle(range(1, 250)))
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console."):
            # People come in by a session; tests/kyc_service/console/test_door.py says what each view needs.
            continue
        address = re.sub("<[^>]+>", "x", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            # Each from elsewhere: whoever comes without a key too often is not answered any more.
            answer = client.open(address, method=method, environ_overrides={"REMOTE_ADDR": next(addresses)})
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            if answer.status_code != HTTPStatus.UNAUTHORIZED:
                open_to_all.add(rule.rule)
    assert open_to_all == PUBLIC


def test_every_code_in_the_code_has_a_text() -> None:
    rooms = [*(PACKAGE / "domain/intake").glob("*.py"), *(PACKAGE / "api").rglob("*.py"), PACKAGE / "errors.py"]
    found: set[str] = set()
    for path in rooms:
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"refuse\(|Fault\(|code = |raise ValidationError|return \"", line):
                found |= set(CODES.findall(line))
    # Never answered: a process with such settings or such a policy does not start.
    at_start = {"settings_invalid", "policy_invalid"}
    examples = {"different_birth_date", "list_shrunk", "timed_out"}
    parameters = {"ends_within_days"}
    assert found - set(messages.TEXTS) - at_start - examples - parameters == set()
    assert len(found) > 40


def test_every_fault_of_a_use_case_has_a_text() -> None:
    found: set[str] = set()
    for room in ("policy", "services", "storage", "egress"):
        for path in (PACKAGE / room).rglob("*.py"):
            found |= set(re.findall(r'Fault\([^)]*"([a-z_]+)"[,)]', path.read_text(encoding="utf-8")))
    assert found >= {"reason_required", "unknown_reason_code", "field_refused"}
    assert found - set(messages.TEXTS) == set()


def test_every_text_says_something_of_its_own() -> None:
    assert all(text.endswith((".", ":", "-", "`")) and len(text) > 10 for text in messages.TEXTS.values())


def test_every_field_of_a_submission_has_a_category(runtime: Runtime) -> None:
    fields = list(notice.list_fields())
    assert len(fields) > 30
    assert {runtime.policy.category_of(stored) for _, stored, _, _ in fields} >= {"company", "contact", "identity_name"}


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_documented(app: Flask, caller: Caller, mode: GenerationMode) -> None:
    caller.run(caller.submit())
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    asked = []

    def try_one(case: schemathesis.Case[Any]) -> None:
        needed = re.findall("`(onboarding|analyst|admin|privacy|sealed)`", case.operation.definition.raw["description"])
        token = caller.tokens[Scope(needed[0])] if needed else "none"
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        asked.append(answer.status_code)
        # Shapes alone do not make a value good: check digits, names and ids decide.
        case.validate_response(
            answer, excluded_checks=[positive_data_acceptance, negative_data_rejection, ignored_auth]
        )

    for found in schema.get_all_operations():
        run_examples(unwrap(found).as_strategy(generation_mode=mode), try_one)
    assert len(asked) > 80
    assert max(asked) < HTTPStatus.INTERNAL_SERVER_ERROR


def unwrap(found: Any) -> Any:
    """Return an operation; one that cannot be read fails the test."""
    return found.ok()


def run_examples(cases: Any, test: Callable[[schemathesis.Case[Any]], None]) -> None:
    @given(case=cases)
    @EXAMPLES
    def run(case: schemathesis.Case[Any]) -> None:
        test(case)

    # An operation that takes nothing has nothing that could be wrong.
    with suppress(Unsatisfiable):
        run()
