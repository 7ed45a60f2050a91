"""Endpoints for webhooks."""

import pytest

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller, Service

PATH = "/v1/webhook-endpoints"


def test_the_secret_is_shown_once(caller: Caller) -> None:
    made = caller.ask("POST", PATH, Scope.ADMIN, json={"url": "https://93.184.215.14/kyc"})
    assert made.status_code == 201
    endpoint = made.json or {}
    assert endpoint["secret"].startswith("whsec_")
    listed = (caller.ask("GET", PATH, Scope.ADMIN).json or {})["items"]
    assert [item["id"] for item in listed] == [endpoint["id"]]
    assert "secret" not in listed[0]


def test_an_endpoint_is_disabled(caller: Caller) -> None:
    made = caller.ask("POST", PATH, Scope.ADMIN, json={"url": "https://93.184.215.14/kyc"}).json or {}
    gone = caller.ask("DELETE", f"{PATH}/{made['id']}", Scope.ADMIN)
    assert (gone.status_code, gone.data) == (204, b"")
    assert [item["enabled"] for item in (caller.ask("GET", PATH, Scope.ADMIN).json or {})["items"]] == [False]
    assert caller.ask("DELETE", f"{PATH}/{made['id']}", Scope.ADMIN).status_code == 204


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://93.184.215.14/kyc", "webhook_url_not_https"),
        ("https://127.0.0.1/kyc", "webhook_url_not_public"),
        ("https://169.254.169.254/", "webhook_url_not_public"),
        ("https://a:b@93.184.215.14/", "webhook_url_userinfo"),
        ("file:///etc/passwd", "webhook_url_scheme"),
    ],
)
def test_an_address_that_is_not_public_is_refused(caller: Caller, service: Service, url: str, code: str) -> None:
    before = service.count_rows()
    answer = caller.ask("POST", PATH, Scope.ADMIN, json={"url": url})
    assert answer.status_code == 422
    assert {"pointer": "/url", "code": code} in [
        {"pointer": fault["pointer"], "code": fault["code"]} for fault in (answer.json or {})["errors"]
    ]
    assert url not in answer.get_data(as_text=True)
    assert service.count_rows() == before
