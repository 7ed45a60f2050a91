"""The operator's file: every fault is told at once, and none with a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.errors import SettingsError
from kyc_service.settings import Settings
from kyc_service.verifiers import choices
from kyc_service.verifiers.base import Limit
from kyc_service.verifiers.choices import RegisterChoices, Use
from kyc_service.verifiers.serving import REGISTERS

SECRET = "sesame-key-7719"


def load(folder: Path, content: str | bytes | None) -> RegisterChoices:
    path = folder / "registers.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "key").write_text(SECRET + "\n")
    (folder / "two").write_text(f"{SECRET}\n{SECRET}\n")
    (folder / "empty").write_text("\n")
    (folder / "wild").write_bytes(f"{SECRET}\xe9".encode("latin-1"))
    (folder / "control").write_text(f"{SECRET}\x00x")
    return choices.load(Settings.from_env({"KYC_DATA_DIR": str(folder), "KYC_REGISTERS_FILE": str(path)}))


def faults(folder: Path, content: str | bytes | None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(folder, content)
    assert SECRET not in str(caught.value)
    assert all(fault.startswith("KYC_REGISTERS_FILE: ") for fault in caught.value.faults)
    return [fault.removeprefix("KYC_REGISTERS_FILE: ") for fault in caught.value.faults]


def test_without_a_file_nobody_is_asked(tmp_path: Path) -> None:
    found = choices.load(Settings.from_env({"KYC_DATA_DIR": str(tmp_path)}))
    assert found.is_empty
    assert found.get("kvk") is None


def test_what_is_chosen_is_asked_and_nothing_else(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f"""
        contact = "Example B.V. kyc@example.nl"
        requester = "NL123456782B01"
        [registers.vies]
        use = "required"
        [registers.kvk]
        key_file = "{tmp_path}/key"
        address = "https://api.kvk.nl/test/api/"
        requests = 50
        seconds = 60
        """,
    )
    assert {one.register.id for one in found.all} == {"vies", "kvk"}
    vies, kvk = found.get("vies"), found.get("kvk")
    assert vies is not None
    assert kvk is not None
    assert (vies.use, kvk.use) == (Use.REQUIRED, Use.OPTIONAL)
    assert vies.address == REGISTERS["vies"].address
    assert vies.limit == REGISTERS["vies"].limit
    assert vies.access.requester == "NL123456782B01"
    assert (kvk.address, kvk.limit) == ("https://api.kvk.nl/test/api", Limit(50, 60))
    assert kvk.access.key is not None
    assert kvk.access.key.reveal() == SECRET
    assert SECRET not in repr(kvk)


@pytest.mark.parametrize(
    "address",
    ["https://a.example", "https://a.example:8443/api", "http://127.0.0.1:8081/kvk", "http://localhost:1/x",
     "http://[::1]:9/x"],
)  # fmt: skip
def test_addresses_that_are_asked(tmp_path: Path, address: str) -> None:
    found = load(tmp_path, f'[registers.vies]\naddress = "{address}"').get("vies")
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize(
    "address",
    [
        "http://register.example",
        "http://localhost.attacker.example/api",
        "http://127.0.0.1.attacker.example",
        "http://127.0.0.1@attacker.example",
        "ftp://127.0.0.1/x",
        "register.example",
        "https://",
        "https:///api",
        f"https://somebody:{SECRET}@register.example",
        f"https://register.example/api?key={SECRET}",
        f"https://register.example/api#{SECRET}",
        "https://register.example:port/x",
        "https://register.example/a b",
    ],
)
def test_addresses_that_are_not(tmp_path: Path, address: str) -> None:
    (fault,) = faults(tmp_path, f'[registers.vies]\naddress = "{address}"')
    assert fault.startswith("[registers.vies] address: has to ")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("not toml", "cannot be read: it is not TOML"),
        (f'[registers.vies]\nx = "{SECRET}', "cannot be read: it is not TOML"),
        (b"\xff\xfe", "cannot be read: UnicodeDecodeError"),
        ("", "has to hold tables [registers.ID]"),
        ("registers = 1", "has to hold tables [registers.ID]"),
        ("[registers]", "has to hold tables [registers.ID]"),
        ("[registers.nobody]", "[registers.nobody] no such register"),
        ("[registers]\nvies = 1", "[registers.vies] has to be a table"),
        ("mood = 1\n[registers.vies]", "mood: no such choice"),
        ("[registers.vies]\nmood = 1", "[registers.vies] mood: no such choice"),
        ('[registers.vies]\nuse = "off"', "[registers.vies] use: has to be"),
        ('[registers.vies]\nuse = "mandatory"', "[registers.vies] use: has to be"),
        ('[registers.vies]\nuse = ["required"]', "[registers.vies] use: has to be"),
        ("[registers.vies]\nuse = {a = 1}", "[registers.vies] use: has to be"),
        ("[registers.vies]\nuse = true", "[registers.vies] use: has to be"),
        ("[registers.vies]\nrequests = 0", "[registers.vies] requests: has to be a whole number"),
        ("[registers.vies]\nseconds = -1", "[registers.vies] seconds: has to be a whole number"),
        ("[registers.vies]\nrequests = true", "[registers.vies] requests: has to be a whole number"),
        ("[registers.vies]\nrequests = 1.5", "[registers.vies] requests: has to be a whole number"),
        ('[registers.vies]\nrequests = "5"', "[registers.vies] requests: has to be a whole number"),
        ("[registers.vies]\nrequests = 1000001", "[registers.vies] requests: has to be a whole number"),
        ("[registers.kvk]", "[registers.kvk] needs a key_file"),
        ("[registers.zefix]", "[registers.zefix] needs a user, a password_file"),
        ("contact = 5\n[registers.vies]", "contact: has to be a text"),
        ('contact = "a\\r\\nX-Evil: 1"\n[registers.vies]', "contact: has to be a text"),
        ('contact = "Łódź Handel"\n[registers.vies]', "contact: has to be written in ASCII"),
        ('requester = ""\n[registers.vies]', "requester: has to be a text"),
    ],
)
def test_every_fault_is_told(tmp_path: Path, content: str | bytes | None, expected: str) -> None:
    (fault,) = faults(tmp_path, content)
    assert fault.startswith(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing", "cannot be read: FileNotFoundError"),
        ("", "cannot be read: IsADirectoryError"),
        ("two", "has to be a file of one line"),
        ("empty", "has to be a file of one line"),
        ("control", "has to be a file of one line"),
        ("wild", "cannot be read: UnicodeDecodeError"),
    ],
)
def test_a_key_is_a_file_of_one_line(tmp_path: Path, name: str, expected: str) -> None:
    found = faults(tmp_path, f'[registers.kvk]\nkey_file = "{tmp_path}/{name}"')
    assert found[0] == f"[registers.kvk] key_file: {expected}"


def test_a_file_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path, None)


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        f"""
        mood = 1
        contact = 7
        [registers.nobody]
        [registers.vies]
        use = "never"
        address = "http://register.example"
        requests = 0
        [registers.kvk]
        key_file = "{tmp_path}/two"
        """,
    )
    assert len(found) == 8
    assert len(set(found)) == 8


def test_every_register_can_be_chosen(tmp_path: Path) -> None:
    more = f'key_file = "{tmp_path}/key"\nuser = "u"\npassword_file = "{tmp_path}/key"\n'
    tables = "".join(f"[registers.{register_id}]\n{more}" for register_id in REGISTERS)
    found = load(tmp_path, f'contact = "Example kyc@example.nl"\nrequester = "NL123456782B01"\n{tables}')
    assert {one.register.id for one in found.all} == set(REGISTERS)


def test_a_register_is_listened_to_where_the_file_says_so(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f"""
        reverify_per_hour = 50
        [registers.brreg]
        feed = true
        [registers.companies_house]
        key_file = "{tmp_path}/key"
        feed = true
        feed_key_file = "{tmp_path}/key"
        feed_address = "http://127.0.0.1:9/stream/"
        [registers.kvk]
        key_file = "{tmp_path}/key"
        feed = true
        feed_subscription = "abo-1"
        [registers.vies]
        """,
    )
    assert [one.register.id for one in found.heard] == ["brreg", "companies_house", "kvk"]
    assert found.per_hour == 50
    british, dutch = found.get("companies_house"), found.get("kvk")
    assert british is not None
    assert british.feed is not None
    assert british.feed.address == "http://127.0.0.1:9/stream"
    assert british.feed.access.key is not None
    assert dutch is not None
    assert dutch.feed is not None
    assert dutch.feed.access.key is not None, "the signals have the key of the questions"
    assert dutch.feed.access.subscription == "abo-1"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("[registers.vies]\nfeed = true", "has none"),
        ("[registers.brreg]\nfeed = 1", "true or false"),
        ("[registers.brreg]\nfeed_address = 'https://x.example'", "only counts with feed = true"),
        ("[registers.brreg]\nfeed = true\nfeed_address = 'ftp://x.example'", "feed_address: has to"),
        ("[registers.companies_house]\nkey_file = 'KEY'\nfeed = true", "needs a feed_key_file"),
        ("[registers.kvk]\nkey_file = 'KEY'\nfeed = true", "needs a feed_subscription"),
        ("reverify_per_hour = 0\n[registers.brreg]", "reverify_per_hour: has to be a whole number"),
    ],
)
def test_a_feed_that_cannot_be_read_is_told(tmp_path: Path, lines: str, expected: str) -> None:
    assert any(expected in fault for fault in faults(tmp_path, lines.replace("KEY", f"{tmp_path}/key")))
