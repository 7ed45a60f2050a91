"""What a publisher offers to check its files by."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from watchlists.fetch import seals
from watchlists.fetch.seals import SealError

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
DATA = b"a list\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sdn.csv").write_bytes(DATA)
    sums = f"{hashlib.sha256(DATA).hexdigest()}  sdn.csv\n".encode()
    (tmp_path / seals.SUMS).write_bytes(sums)
    (tmp_path / seals.SIGNATURE).write_bytes(base64.b64encode(KEY.sign(sums)) + b"\n")
    return tmp_path


def refusal(folder: Path, key: bytes = PUBLIC) -> str | None:
    try:
        seals.check_sums(folder, ["sdn.csv"], key)
    except SealError as error:
        return error.code
    return None


def resign(folder: Path) -> None:
    sums = b"0" * 64 + b"  sdn.csv\n"
    (folder / seals.SUMS).write_bytes(sums)
    (folder / seals.SIGNATURE).write_bytes(base64.b64encode(KEY.sign(sums)))


SPOILS: dict[str, tuple[Callable[[Path], object], str]] = {
    "one bit of the list": (lambda folder: (folder / "sdn.csv").write_bytes(b"A list\n"), "list_checksum"),
    "the digests": (lambda folder: (folder / seals.SUMS).write_bytes(b"0" * 64 + b"  sdn.csv\n"), "list_signature"),
    "no signature": (lambda folder: (folder / seals.SIGNATURE).write_bytes(b""), "list_signature"),
    "no base64": (lambda folder: (folder / seals.SIGNATURE).write_bytes(b"***"), "list_signature"),
    "signed digests of another file": (resign, "list_checksum"),
}


def test_a_sealed_folder_passes(folder: Path) -> None:
    assert refusal(folder) is None


@pytest.mark.parametrize("what", SPOILS)
def test_a_broken_seal_is_refused(folder: Path, what: str) -> None:
    spoil, code = SPOILS[what]
    spoil(folder)
    assert refusal(folder) == code


def test_another_key_did_not_sign(folder: Path) -> None:
    assert refusal(folder, Ed25519PrivateKey.generate().public_key().public_bytes_raw()) == "list_signature"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Repr-Digest", "sha-512=:AAAA:, sha-256=:{}:"),
        ("Digest", "SHA-256={}"),
    ],
)
def test_a_digest_in_the_header_is_compared(folder: Path, header: str, value: str) -> None:
    right = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    wrong = base64.b64encode(hashlib.sha256(b"another list").digest()).decode()
    seals.check_header({header: value.format(right)}, folder / "sdn.csv")
    with pytest.raises(SealError) as caught:
        seals.check_header({header: value.format(wrong)}, folder / "sdn.csv")
    assert caught.value.code == "list_checksum"


def test_no_digest_in_the_header_is_no_fault(folder: Path) -> None:
    seals.check_header({"ETag": '"x"', "Digest": "md5=abc"}, folder / "sdn.csv")


@pytest.mark.parametrize("text", ["", "abc", base64.b64encode(b"x" * 31).decode(), "é" * 44])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        seals.read_key(text)
    assert seals.read_key(base64.b64encode(PUBLIC).decode()) == PUBLIC
