"""Webhooks: signatures that anybody can check, and receivers that behave in every way but well."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.egress.calls import MAX_ANSWER, Line, open_line
from kyc_service.egress.pauses import MAX_RETRY_AFTER
from kyc_service.egress.webhooks import DeliveryAnswer, post, sign, verify
from kyc_service.settings import Secret

KEY = bytes(range(32))
SECRET = Secret("whsec_" + base64.b64encode(KEY).decode())
NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
STAMP = int(NOW.timestamp())
BODY = json.dumps({"type": "verification.updated", "data": {"status": "clear"}}).encode()
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Answer = Callable[[socket.socket], None]


class Receiver:
    """A server on loopback that keeps what it got and answers with whatever bytes the test wants."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.got: list[bytes] = []
        self.names: list[str] = []
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        if tls is not None:
            tls.sni_callback = lambda _sock, name, _context: self.names.append(name)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), contextlib.closing(wire):
                wire.settimeout(5)
                if self._tls is not None:
                    wire = self._tls.wrap_socket(wire, server_side=True)
                with contextlib.closing(wire):
                    self.got.append(read_request(wire))
                    self._answer(wire)


@contextlib.contextmanager
def receiving(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver(answer, tls)
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()


def read_some(wire: socket.socket) -> bytes:
    got = wire.recv(65536)
    if not got:
        raise ConnectionResetError
    return got


def read_request(wire: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += read_some(wire)
    head, _, body = got.partition(b"\r\n\r\n")
    size = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < size:
        body += read_some(wire)
    return head + b"\r\n\r\n" + body


def say(content: bytes) -> Answer:
    return lambda wire: wire.sendall(content)


def deliver(receiver: Receiver, line: Line | None = None) -> DeliveryAnswer:
    headers = {"content-type": "application/json", "webhook-id": "evt_1"}
    return post(f"http://{receiver.place}/in?a=1", headers, BODY, test_hosts=[receiver.place], line=line)


def impatient(seconds: float = 0.3) -> Line:
    return replace(open_line(), total_seconds=seconds)


def test_a_signature_is_what_the_standard_says() -> None:
    digest = hmac.new(KEY, b"evt_1." + str(STAMP).encode() + b"." + BODY, hashlib.sha256).digest()
    assert sign(SECRET, "evt_1", STAMP, BODY) == "v1," + base64.b64encode(digest).decode()


def test_the_standard_s_own_example_is_reproduced() -> None:
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_???", "whsec_" + base64.b64encode(b"short").decode()])
def test_a_secret_that_is_none_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="24 or more bytes") as caught:
        sign(Secret(text), "evt_1", STAMP, BODY)
    assert not text[6:] or text[6:] not in str(caught.value)


def test_an_id_that_could_be_cut_differently_is_refused() -> None:
    with pytest.raises(ValueError, match="full stop"):
        sign(SECRET, "evt_1.2", STAMP, BODY)


def signed(stamp: int = STAMP, body: bytes = BODY, before: Sequence[str] = ()) -> dict[str, str]:
    signatures = " ".join([*before, sign(SECRET, "evt_1", stamp, body)])
    return {"webhook-id": "evt_1", "webhook-timestamp": str(stamp), "webhook-signature": signatures}


@pytest.mark.parametrize(
    ("headers", "body", "genuine"),
    [
        (signed(), BODY, True),
        (signed(STAMP - 300), BODY, True),
        (signed(STAMP + 300), BODY, True),
        (signed(before=["v1,b2xk", "v2,bmV3"]), BODY, True),
        (signed(STAMP - 301), BODY, False),
        (signed(STAMP + 301), BODY, False),
        (signed(), json.dumps(json.loads(BODY), indent=1).encode(), False),
        (signed() | {"webhook-id": "evt_2"}, BODY, False),
        (signed() | {"webhook-timestamp": str(STAMP + 1)}, BODY, False),
        (signed() | {"webhook-id": "evt.1"}, BODY, False),
        (signed() | {"webhook-timestamp": "now"}, BODY, False),
        (signed() | {"webhook-signature": ""}, BODY, False),
        (signed() | {"webhook-signature": "v1,é"}, BODY, False),
        ({}, BODY, False),
    ],
)
def test_a_receiver_tells_a_genuine_webhook(headers: dict[str, str], body: bytes, *, genuine: bool) -> None:
    assert verify(SECRET, headers, body, NOW) is genuine


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_one_changed_byte_breaks_the_signature(body: bytes, place: int, change: int) -> None:
    headers = signed(body=body)
    assert verify(SECRET, headers, body, NOW)
    if place < len(body):
        other = body[:place] + bytes([body[place] ^ change]) + body[place + 1 :]
        assert not verify(SECRET, headers, other, NOW)


def test_a_webhook_arrives_byte_for_byte_under_the_host_s_name() -> None:
    with receiving(say(OK)) as receiver:
        assert deliver(receiver) == DeliveryAnswer("ok", 200)
    head, _, body = receiver.got[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert body == BODY
    assert lines[0] == b"POST /in?a=1 HTTP/1.1"
    assert sorted(lines[1:]) == [
        b"connection: close",
        b"content-length: " + str(len(BODY)).encode(),
        b"content-type: application/json",
        b"host: " + receiver.place.encode(),
        b"webhook-id: evt_1",
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("204 No Content", DeliveryAnswer("ok", 204)),
        ("302 Found\r\nLocation: http://169.254.169.254/", DeliveryAnswer("retry", 302)),
        ("307 Again\r\nLocation: /other", DeliveryAnswer("retry", 307)),
        ("400 Bad Request", DeliveryAnswer("retry", 400)),
        ("410 Gone", DeliveryAnswer("gone", 410)),
        ("429 Too Many\r\nRetry-After: 120", DeliveryAnswer("retry", 429, 120.0)),
        ("429 Too Many\r\nRetry-After: 999999999", DeliveryAnswer("retry", 429, MAX_RETRY_AFTER)),
        ("503 Later\r\nRetry-After: -5", DeliveryAnswer("retry", 503)),
        ("503 Later\r\nRetry-After: soon", DeliveryAnswer("retry", 503)),
        ("503 Later\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT", DeliveryAnswer("retry", 503, 0.0)),
        ("503 Later\r\nRetry-After: Fri, 31 Dec 1999 23:59:59", DeliveryAnswer("retry", 503, 0.0)),
        ("503 Later\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT", DeliveryAnswer("retry", 503, MAX_RETRY_AFTER)),
        ("500 Oops", DeliveryAnswer("retry", 500)),
    ],
)
def test_an_answer_is_sorted_by_its_status(head: str, expected: DeliveryAnswer) -> None:
    content = f"HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n".encode()
    with receiving(say(content)) as receiver:
        assert deliver(receiver) == expected
    assert len(receiver.got) == 1, "no redirect is followed, nothing is tried again"


def test_a_pause_until_a_moment_is_counted_from_now() -> None:
    moment = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2), usegmt=True)
    with receiving(say(f"HTTP/1.1 503 Later\r\nRetry-After: {moment}\r\n\r\n".encode())) as receiver:
        pause = deliver(receiver).retry_after
    assert pause is not None
    assert 7000 < pause <= 7200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"HTTP/1.1",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 4000,
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
    ids=["nothing", "half", "mail", "status", "continue", "long header", "many headers"],
)
def test_an_answer_that_is_no_http_is_tried_again_later(content: bytes) -> None:
    with receiving(say(content)) as receiver:
        assert deliver(receiver).status_class == "retry"


def test_of_an_endless_answer_little_is_read() -> None:
    taken = 0

    def flood(wire: socket.socket) -> None:
        nonlocal taken
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while taken < 100 * MAX_ANSWER:
            taken += wire.send(b"x" * 4096)

    with receiving(flood) as receiver:
        assert deliver(receiver) == DeliveryAnswer("ok", 200)
    assert taken < 100 * MAX_ANSWER, "the connection was closed on it"


def drip(content: bytes) -> Answer:
    stop = threading.Event()

    def answer(wire: socket.socket) -> None:
        for place in range(len(content)):
            wire.sendall(content[place : place + 1])
            stop.wait(0.05)

    return answer


def test_a_receiver_that_drips_is_given_up_however_often_it_says_something() -> None:
    with receiving(drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20)) as receiver:
        assert deliver(receiver, impatient()) == DeliveryAnswer("retry")


def test_after_the_time_is_up_nothing_is_started() -> None:
    with receiving(say(OK)) as receiver:
        assert deliver(receiver, impatient(0)) == DeliveryAnswer("retry")
    assert receiver.got == []


def test_a_body_that_drips_changes_nothing_about_the_status() -> None:
    def answer(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n")
        drip(b"x" * 30)(wire)

    with receiving(answer) as receiver:
        assert deliver(receiver, impatient()) == DeliveryAnswer("ok", 200)


def test_nobody_at_the_port_is_tried_again_later() -> None:
    with receiving(say(OK)) as receiver:
        pass
    assert deliver(receiver) == DeliveryAnswer("retry")


def test_a_name_without_an_address_is_tried_again_later() -> None:
    def nobody(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    assert post("https://hooks.example/", {}, BODY, line=replace(open_line(), resolve=nobody)).status_class == "retry"


def test_an_address_that_may_not_be_called_is_refused() -> None:
    for url in ("http://hooks.example/", "https://169.254.169.254/", "https://a@hooks.example/", "nonsense"):
        assert post(url, {}, BODY) == DeliveryAnswer("refused")


def test_a_name_that_moves_to_loopback_is_refused_without_a_connection() -> None:
    answers = iter([("8.8.8.8",), ("127.0.0.1",)])
    dialled: list[str] = []

    def connect(place: tuple[str, int], _timeout: float) -> socket.socket:
        dialled.append(place[0])
        raise ConnectionRefusedError

    line = Line(resolve=lambda _host, _port: next(answers), connect=connect)
    assert post("https://hooks.example/", {}, BODY, line=line).status_class == "retry"
    assert post("https://hooks.example/", {}, BODY, line=line) == DeliveryAnswer("refused")
    assert dialled == ["8.8.8.8"], "one look-up a call, and only its answer is dialled"


def test_a_connection_that_ends_elsewhere_is_refused() -> None:
    with receiving(say(OK)) as receiver:

        def connect(_place: tuple[str, int], timeout: float) -> socket.socket:
            return socket.create_connection(("127.0.0.1", receiver.port), timeout)

        line = Line(resolve=lambda _host, _port: ("8.8.8.8",), connect=connect)
        assert post("https://hooks.example/", {}, BODY, line=line) == DeliveryAnswer("refused")
    assert receiver.got == []


def test_the_next_address_is_tried_when_the_first_does_not_answer() -> None:
    with receiving(say(OK)) as receiver:
        place = f"hooks.example:{receiver.port}"
        line = replace(open_line(), resolve=lambda _host, _port: ("127.0.0.2", "127.0.0.1"))
        assert post(f"http://{place}/", {}, BODY, test_hosts=[place], line=line) == DeliveryAnswer("ok", 200)


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with receiving(say(OK)) as receiver:
        assert deliver(receiver).status_class == "ok"


def test_a_header_cannot_carry_a_second_one() -> None:
    with receiving(say(OK)) as receiver, pytest.raises(ValueError, match="header"):
        post(f"http://{receiver.place}/", {"x": "a\r\nb: c"}, BODY, test_hosts=[receiver.place])
