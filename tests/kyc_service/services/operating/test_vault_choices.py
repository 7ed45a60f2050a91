"""The file that says which vault keeps the key of keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.egress.transit import VaultCustodian
from kyc_service.errors import SettingsError
from kyc_service.services.operating import vault_choices
from kyc_service.settings import Settings
from kyc_service.storage.custody import FileCustodian
from tests.fixtures.vaults import Vault

GOOD = 'address = "https://vault.example:8200"\nkey = "kyc"\ntoken_file = "/run/secrets/token"\n'


def read(folder: Path, text: str) -> Settings:
    path = folder / "vault.toml"
    path.write_text(text)
    return Settings.from_env({"KYC_DATA_DIR": str(folder), "KYC_VAULT_FILE": str(path)})


def test_without_a_file_the_master_key_lies_in_one(tmp_path: Path) -> None:
    settings = Settings.from_env({"KYC_DATA_DIR": str(tmp_path)})
    assert vault_choices.load(settings) is None
    assert vault_choices.custodian(settings) == FileCustodian(tmp_path / "master.key")


def test_a_whole_file_is_read(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "ca.pem").touch()
    more = f'mount = "keys/transit/"\nnamespace = "a/b"\nca_file = "{tmp_path}/ca.pem"\nseconds = 2\n'
    choice = vault_choices.load(read(tmp_path, GOOD + more))
    assert choice is not None
    assert (choice.address, choice.key, choice.mount) == ("https://vault.example:8200", "kyc", "keys/transit")
    assert (choice.namespace, choice.seconds, choice.ca_file) == ("a/b", 2.0, tmp_path / "ca.pem")
    settings = Settings.from_env({"KYC_DATA_DIR": str(tmp_path), "KYC_VAULT_FILE": str(vault.file)})
    found = vault_choices.custodian(settings)
    assert isinstance(found, VaultCustodian)
    assert found.choice == vault.choice


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("not toml", "cannot be read"),
        ("", "address"),
        (GOOD.replace("https", "http"), "address"),
        (GOOD.replace(":8200", ":8200/v1"), "address"),
        (GOOD.replace("https://", "ftp://"), "address"),
        (GOOD.replace('"kyc"', '"../sys"'), "key"),
        (GOOD.replace('"kyc"', "3"), "key"),
        (GOOD + 'mount = "a b"', "mount"),
        (GOOD + 'ca_file = "/nowhere"', "ca_file"),
        (GOOD + "seconds = 60", "seconds"),
        (GOOD + "seconds = true", "seconds"),
        (GOOD + 'token = "hvs.secret"', "token: no such choice"),
    ],
)
def test_what_is_wrong_is_named_and_never_repeated(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault) as caught:
        vault_choices.load(read(tmp_path, text))
    assert all(one.startswith("KYC_VAULT_FILE: ") for one in caught.value.faults)
    assert "hvs.secret" not in str(caught.value)
