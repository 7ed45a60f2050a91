from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.errors import SettingsError
from kyc_service.storage import ciphers

KEY = ciphers.make_key()


@given(st.binary(max_size=500), st.text(max_size=20))
def test_what_is_locked_unlocks_in_its_own_place_only(plaintext: bytes, context: str) -> None:
    box = ciphers.lock(KEY, plaintext, context)
    assert ciphers.unlock(KEY, box, context) == plaintext
    with pytest.raises(ValueError, match="damaged"):
        ciphers.unlock(KEY, box, context + "x")
    with pytest.raises(ValueError, match="damaged"):
        ciphers.unlock(ciphers.make_key(), box, context)


def test_equal_texts_give_unequal_boxes() -> None:
    assert len({ciphers.lock(KEY, b"same", "place") for _ in range(50)}) == 50


@pytest.mark.parametrize("at", range(31))
def test_a_changed_byte_anywhere_is_found(at: int) -> None:
    box = bytearray(ciphers.lock(KEY, b"ab", "place"))
    box[at] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        ciphers.unlock(KEY, bytes(box), "place")


@pytest.mark.parametrize("box", [b"", b"\x01", b"\x01" + bytes(12), b"\x02" + bytes(40)])
def test_what_is_no_box_is_refused(box: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        ciphers.unlock(KEY, box, "place")


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert len({ciphers.derive(KEY, purpose) for purpose in ("wrap", "seal", "audit", "blind index")} | {KEY}) == 5


def test_a_master_key_is_its_owners_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "master.key"
    ciphers.make_master_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    key = ciphers.read_master_key(path)
    assert len(key) == 32
    with pytest.raises(SettingsError, match="never overwritten"):
        ciphers.make_master_key(path)
    assert ciphers.read_master_key(path) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_master_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    ciphers.make_master_key(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="0600"):
        ciphers.read_master_key(path)


@pytest.mark.parametrize("text", [b"", b"not base64!", base64.b64encode(bytes(31)), base64.b64encode(bytes(33))])
def test_what_is_no_master_key_is_refused_without_its_text(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "master.key"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, text)
    os.close(handle)
    with pytest.raises(SettingsError, match="32 bytes") as caught:
        ciphers.read_master_key(path)
    assert not text or text.decode() not in str(caught.value)


def test_a_missing_master_key_is_named_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="KYC_MASTER_KEY_FILE"):
        ciphers.read_master_key(tmp_path / "none")
