"""TLS of the API itself: what is spoken, when files are read again, and how long anybody may be silent."""

from __future__ import annotations

import shutil
import socket
import ssl
from pathlib import Path

import pytest

from jobs.cli.serving import tls
from jobs.cli.serving.tls import Contexts, Files
from kyc_service.errors import SettingsError
from kyc_service.settings import Settings
from tests.fixtures.certificates import Authority


@pytest.fixture
def files(tmp_path: Path) -> Files:
    authority = Authority(tmp_path, "ours")
    pair = authority.sign("server")
    return Files(pair.certificate, pair.key, authority.file, silence=0.2)


def test_nothing_old_is_spoken_and_no_session_is_taken_up_again(files: Files) -> None:
    made = tls.make_context(files)
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert (made.num_tickets, bool(made.options & ssl.OP_NO_TICKET)) == (0, True)
    assert made.verify_mode is ssl.CERT_OPTIONAL
    alone = tls.make_context(Files(files.certificate, files.key, None))
    assert alone.verify_mode is ssl.CERT_NONE


def test_files_are_read_again_when_they_changed_and_fit(files: Files, tmp_path: Path) -> None:
    contexts = Contexts(files)
    first = contexts.current()
    assert contexts.current() is first
    other = Authority(tmp_path, "theirs").sign("renewed")
    shutil.copy(other.certificate, files.certificate)
    assert contexts.current() is first
    shutil.copy(other.key, files.key)
    second = contexts.current()
    assert second is not first
    files.key.unlink()
    assert contexts.current() is second


def test_a_silent_client_is_given_up(files: Files) -> None:
    ours, theirs = socket.socketpair()
    with theirs, tls.make_context(files).wrap_socket(ours, server_side=True, do_handshake_on_connect=False) as served:
        served.setblocking(True)
        assert served.gettimeout() == files.silence
        with pytest.raises(TimeoutError):
            served.do_handshake()
        served.setblocking(False)
        assert served.gettimeout() == 0.0


def test_gunicorn_is_told_where_there_is_something_to_tell(files: Files, tmp_path: Path) -> None:
    assert tls.gunicorn_options(Settings.from_env({}), 1) == {}
    env = {"KYC_TLS_CERTIFICATE_FILE": str(files.certificate), "KYC_TLS_KEY_FILE": str(files.key)}
    told = tls.gunicorn_options(Settings.from_env(env), 1)
    assert told["ssl_context"](None, None) is told["ssl_context"](None, None)
    odd = tmp_path / "odd"
    odd.write_text("nothing")
    with pytest.raises(SettingsError, match="kyc doctor"):
        tls.gunicorn_options(Settings.from_env(env | {"KYC_TLS_KEY_FILE": str(odd)}), 1)
