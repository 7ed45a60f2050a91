"""Messages as receivers see them: the example of the documentation takes ours, and the standard's own vectors hold."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from kyc_service.domain.webhooks import Endpoint, FormerSecret
from kyc_service.egress.webhooks import sign
from kyc_service.services.programs import messages
from kyc_service.settings import Secret, Settings

PAGE = Path(__file__).parents[4] / "docs" / "webhooks.md"
NOW = dt.datetime.now(dt.UTC)


def endpoint(url: str, *secrets: Secret) -> Endpoint:
    former = tuple(
        FormerSecret(id="whs_1", secret=one, retired_at=NOW, expires_at=NOW + dt.timedelta(hours=1))
        for one in secrets[1:]
    )
    return Endpoint(id="whe_1", url=url, secret=secrets[0], created_at=NOW, disabled_at=None, former=former)


def test_the_example_of_the_documentation_takes_a_message_once_and_refuses_a_stranger_s() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    space: dict[str, Any] = {"__name__": "example"}
    exec(compile(found[1], str(PAGE), "exec"), space)  # noqa: S102 - the project's own page
    got: list[dict[str, Any]] = []
    secret = messages.make_secret()
    space |= {"SECRET": secret.reveal(), "put_into_your_queue": got.append}
    space["Receiver"].log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), space["Receiver"])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    settings = dataclasses.replace(Settings.from_env({}), webhook_test_hosts=(place,))
    body = messages.write("verification.updated", NOW, {"verification_id": "ver_1", "status": "review"})
    try:
        new = messages.make_secret()
        for known in (endpoint(f"http://{place}/", secret), endpoint(f"http://{place}/", new, secret)):
            assert messages.send(settings, known, "evt_1", body, dt.datetime.now(dt.UTC)).status == 204
        stranger = endpoint(f"http://{place}/", new)
        assert messages.send(settings, stranger, "evt_2", body, dt.datetime.now(dt.UTC)).status == 401
        old = messages.send(settings, known, "evt_3", body, dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6))
        assert old.status == 401, "a message that was kept back is refused"
    finally:
        server.shutdown()
        server.server_close()
    assert [(one["type"], one["data"]["status"]) for one in got] == [("verification.updated", "review")]


@pytest.mark.parametrize(
    ("ident", "stamp", "body", "signature"),
    [
        # Of the specification's own text, and of its reference library's tests.
        (
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            '{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ],
)
def test_the_published_vectors_hold(ident: str, stamp: int, body: str, signature: str) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert sign(Secret(secret), ident, stamp, body.encode()) == signature
    moment = dt.datetime.fromtimestamp(stamp, dt.UTC)
    assert Webhook(secret).sign(ident, moment, body) == signature


@pytest.mark.parametrize("body", [b"{}", '{"a":"é"}'.encode(), b'{"a": "\\u00e9"}', b" " * 1000])
def test_the_reference_library_agrees_byte_for_byte(body: bytes) -> None:
    secret, stamp = messages.make_secret(), int(dt.datetime.now(dt.UTC).timestamp())
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(secret, "evt_1", stamp, body),
    }
    Webhook(secret.reveal()).verify(body, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.reveal()).verify(body + b" ", headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(messages.make_secret().reveal()).verify(body, headers, json_parse=False)
