"""An envelope that was touched anywhere is refused, by whoever has the file and the key alone."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.trail.chain import GENESIS, Entry, extend, head_message
from kyc_service.services.packs import envelope
from kyc_service.services.packs.envelope import PackFileError

AT = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC).isoformat(timespec="microseconds")
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KEY = PRIVATE.public_key().public_bytes_raw().hex()


def entry(position: int, previous: bytes, **said: Any) -> dict[str, Any]:
    content = json.dumps({"verification_id": "ver_1", "case_id": None, "op": "op", **said})
    own = extend(previous, position, Entry(position + 40, content.encode(), "mac"))
    signature = PRIVATE.sign(head_message(position, own, dt.datetime.fromisoformat(AT)))
    return {
        "seq": position + 40,
        "content": content,
        "mac": "mac",
        "position": position,
        "previous": previous.hex(),
        "hash": own.hex(),
        "signed_at": AT,
        "signature": signature.hex(),
    }


def content() -> dict[str, Any]:
    first = entry(1, GENESIS)
    second = entry(2, bytes.fromhex(first["hash"]))
    loose = {**entry(9, GENESIS), **dict.fromkeys(("position", "previous", "hash", "signed_at", "signature"))}
    return {
        "schema": envelope.SCHEMA,
        "pack": {"id": "evp_1"},
        "verification": {"id": "ver_1", "case_id": None},
        "names": ["محمد", "王"],
        "score": 0.93,
        "audit": {"entries": [first, second, loose]},
    }


def seal(said: dict[str, Any]) -> bytes:
    sha256 = envelope.digest_of(said)
    return envelope.wrap(said, sha256, PRIVATE.sign(envelope.message_of("evp_1", sha256, AT)), AT, KEY)


def test_a_file_that_nobody_touched_holds() -> None:
    found = envelope.check(seal(content()), KEY)
    assert (found.faults, found.entries, found.waiting, found.key) == ((), 2, 1, KEY)
    assert envelope.check(seal(content()), KEY.upper()).faults == ()


def test_spaces_and_order_say_nothing() -> None:
    whole = json.loads(seal(content()))
    assert envelope.check(json.dumps(whole, indent=2, ensure_ascii=True).encode()).faults == ()


@given(st.data())
def test_a_changed_content_is_refused(data: st.DataObject) -> None:
    whole = json.loads(seal(content()))
    name = data.draw(st.sampled_from(["score", "names", "verification", "pack"]))
    value = data.draw(st.sampled_from([0.94, [], "x", None, {"id": "ver_2", "case_id": None}, {"id": "evp_2"}]))
    whole["content"][name] = value
    with contextlib.suppress(PackFileError):
        assert envelope.check(json.dumps(whole).encode(), KEY).faults


def test_a_changed_content_with_its_new_digest_lacks_the_signature() -> None:
    whole = json.loads(seal(content()))
    whole["content"]["score"] = 0.1
    whole["proof"]["sha256"] = envelope.digest_of(whole["content"])
    assert envelope.check(json.dumps(whole).encode()).faults == ("the signature is not the service's",)


def test_one_who_signs_with_another_key_is_found_by_the_key() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    said = content()
    sha256 = envelope.digest_of(said)
    signature = other.sign(envelope.message_of("evp_1", sha256, AT))
    file = envelope.wrap(said, sha256, signature, AT, other.public_key().public_bytes_raw().hex())
    faults = envelope.check(file, KEY).faults
    assert faults[0] == "it names another key than yours: another service made it"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("content", '{"verification_id": "ver_1", "case_id": null, "op": "other"}', "is not the one that was sealed"),
        ("content", '{"verification_id": "ver_2", "case_id": null}', "is about something else"),
        ("mac", "other", "is not the one that was sealed"),
        ("seq", 77, "is not the one that was sealed"),
        ("hash", "00" * 32, "was not signed by the service"),
        ("signature", "00" * 64, "was not signed by the service"),
        ("previous", "00" * 32, "does not follow the one before it"),
    ],
)
def test_a_forged_entry_is_found_even_where_the_whole_is_signed(name: str, value: Any, fault: str) -> None:
    said = copy.deepcopy(content())
    said["audit"]["entries"][1][name] = value
    assert any(fault in one for one in envelope.check(seal(said), KEY).faults)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"content": {}, "proof": {}}',
        b'{"content": 1, "content": 2, "proof": 3}',
    ],
)
def test_what_is_no_pack_is_said_to_be_none(file: bytes) -> None:
    with pytest.raises(PackFileError):
        envelope.check(file)
    with pytest.raises(PackFileError):
        envelope.check(b'{"content": {"a": NaN}, "proof": {}}')
