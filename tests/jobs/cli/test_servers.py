"""The servers answer, and keep hold of no client that misbehaves."""

from __future__ import annotations

import importlib.util
import signal
import socket
from pathlib import Path
from typing import Any

import pytest
import requests

from jobs import stack
from jobs.cli import servers
from jobs.cli.framing import GunicornWorker
from kyc_service.errors import SettingsError
from kyc_service.settings import Settings
from tests.fixtures.certificates import Authority
from tests.fixtures.http_servers import find_port

IMPATIENT = """
from jobs import context
from jobs.cli import servers
options = servers.gunicorn_options
quick = {"when_ready": lambda server: servers.limit_silence(server, 1)}
servers.gunicorn_options = lambda settings: options(settings) | quick
servers.serve_gunicorn(context.read_settings(), 1)
"""
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


def serve(house: Any, server: str) -> tuple[Any, int]:
    port = find_port()
    house.env["KYC_HTTP_PORT"] = str(port)
    process = house.python("serve", IMPATIENT) if server == "gunicorn" else house.kyc("serve", "--server", server)
    house.wait(lambda: process.poll() is not None or not stack.is_free("127.0.0.1", port))
    assert process.poll() is None, house.log("serve").read_text()
    return process, port


def send(port: int, data: bytes) -> bytes:
    """Send bytes and read until the server closes or has answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(data)
        try:
            return client.recv(65536)
        except ConnectionResetError:
            return b""


@pytest.mark.processes
@pytest.mark.parametrize("server", ["waitress", "gunicorn"])
def test_a_server_answers_and_stops_on_a_signal(running: Any, server: str) -> None:
    process, port = serve(running, server)

    answer = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=30)
    process.send_signal(signal.SIGTERM)

    assert answer.status_code == 200
    assert not any(letter.isdigit() for letter in answer.headers.get("Server", "")), "no version is given away"
    assert process.wait(60) == 0


@pytest.mark.processes
def test_gunicorn_refuses_or_closes_what_is_malformed_or_too_much(running: Any) -> None:
    _, port = serve(running, "gunicorn")
    end = b"\r\n"
    requests_ = {
        "too many headers": HEAD + b"".join(b"X-%d: 1\r\n" % number for number in range(100)) + end,
        "a header too long": HEAD + b"X-A: " + b"a" * 9000 + end + end,
        "a line too long": b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "two lengths": HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "length and chunks": HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a length that is none": HEAD + b"Content-Length: -1\r\n\r\n",
        "a space before the colon": HEAD + b"X-A : 1\r\n\r\n",
        "a folded header": HEAD + b"X-A: 1\r\n 2\r\n\r\n",
        "an underscore": HEAD + b"X_Forwarded_For: 1\r\n\r\n",
        "no request at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    }
    for title, data in requests_.items():
        answer = send(port, data)
        assert not answer or answer.split(b" ", 2)[1].startswith(b"4"), (title, answer)
    assert send(port, HEAD + end).startswith(b"HTTP/1.1 200")


@pytest.mark.processes
@pytest.mark.parametrize("start", [b"GET /healthz HT", HEAD, HEAD + b"Content-Length: 10\r\n\r\nabc"])
def test_gunicorn_gives_up_on_a_silent_client(running: Any, start: bytes) -> None:
    _, port = serve(running, "gunicorn")

    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(start)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk

    assert not answer or answer.startswith(b"HTTP/1.1")


def test_the_file_for_gunicorn_takes_the_same_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KYC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KYC_MOST_WAITING", "7")
    monkeypatch.setattr(GunicornWorker, "most_waiting", 1)
    # The file says where figures are counted; set here, so that it is forgotten again.
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    path = Path(__file__).parents[3] / "deploy" / "gunicorn.conf.py"
    spec = importlib.util.spec_from_file_location("gunicorn_conf", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.settings.most_waiting == GunicornWorker.most_waiting == 7
    for name, value in servers.gunicorn_options(module.settings).items():
        assert getattr(module, name) == value


def test_what_cannot_speak_tls_does_not_serve_without_it(tmp_path: Path) -> None:
    pair = Authority(tmp_path, "ours").sign("server")
    files = {"KYC_TLS_CERTIFICATE_FILE": str(pair.certificate), "KYC_TLS_KEY_FILE": str(pair.key)}
    with pytest.raises(SettingsError, match="gunicorn"):
        servers.serve_waitress(Settings.from_env({"KYC_DATA_DIR": str(tmp_path), **files}))
