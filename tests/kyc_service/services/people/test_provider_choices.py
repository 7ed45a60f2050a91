"""The operator's file about a provider is read, or refused with every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.domain.people.providers import ProviderChoice
from kyc_service.errors import SettingsError
from kyc_service.services.people import provider_choices
from kyc_service.settings import Secret, Settings

TENANT = "ten_" + "0" * 32
WHOLE = f"""
issuer = "https://login.example.com/realms/desk"
client_id = "kyc-desk"
label = "Example Directory"
tenants = ["{TENANT}"]
"""


def load(folder: Path, text: str) -> ProviderChoice | None:
    path = folder / "sign-in.toml"
    path.write_text(text)
    return provider_choices.load(Settings.from_env({"KYC_DATA_DIR": str(folder), "KYC_SIGN_IN_FILE": str(path)}))


def test_without_a_file_there_is_no_provider(tmp_path: Path) -> None:
    assert provider_choices.load(Settings.from_env({"KYC_DATA_DIR": str(tmp_path)})) is None


def test_a_file_that_is_not_there_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        Settings.from_env({"KYC_DATA_DIR": str(tmp_path), "KYC_SIGN_IN_FILE": str(tmp_path / "none.toml")})


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret\n")
    more = f"""
client_secret_file = "{tmp_path}/secret"
domains = ["Desk.Example"]
amr = ["mfa"]
acr = ["strong"]
linked_passwords = false
"""
    choice = load(tmp_path, WHOLE + more)
    assert choice == ProviderChoice(
        issuer="https://login.example.com/realms/desk",
        client_id="kyc-desk",
        client_secret=Secret("a secret"),
        label="Example Directory",
        tenants=frozenset({TENANT}),
        domains=frozenset({"desk.example"}),
        methods=frozenset({"mfa"}),
        contexts=frozenset({"strong"}),
        linked_passwords=False,
    )
    assert "a secret" not in repr(choice)
    plain = load(tmp_path, WHOLE)
    assert plain is not None
    assert (plain.client_secret, plain.linked_passwords) == (None, True)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["tenants: has to name", "issuer: has to be a text", "issuer: has to be an", "client_id", "label"]),
        (WHOLE + 'isuer = "x"', ["isuer: no such choice"]),
        (WHOLE.replace("https://", "http://"), ["issuer: has to be an address"]),
        (WHOLE.replace(TENANT, "ten_1"), ["tenants: has to hold ids"]),
        (WHOLE + 'domains = "desk.example"', ["domains: has to be a list"]),
        (WHOLE + "amr = [1]", ["amr: has to be a list"]),
        (WHOLE + 'linked_passwords = "no"', ["linked_passwords: has to be true or false"]),
        (WHOLE + 'client_secret_file = "/nowhere/secret"', ["client_secret_file: cannot be read: FileNotFoundError"]),
        (WHOLE + 'client_secret_file = "/dev/null"', ["client_secret_file: has to be a file of one line"]),
        ("issuer =", ["cannot be read: it is not TOML"]),
    ],
)
def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path, text: str, faults: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert len(caught.value.faults) == len(faults)
    for found, wanted in zip(caught.value.faults, faults, strict=True):
        assert found.startswith(f"KYC_SIGN_IN_FILE: {wanted}")
