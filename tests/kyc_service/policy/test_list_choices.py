"""Which lists the owner screens against: read from a file, or refused with every fault at once."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import pytest

from kyc_service.errors import SettingsError
from kyc_service.policy import list_choices
from kyc_service.policy.list_choices import ALWAYS_REQUIRED, ListChoices
from kyc_service.settings import Settings
from watchlists.bundled import SOURCE_IDS
from watchlists.sources import SOURCES

KEY = base64.b64encode(bytes(range(32))).decode()


def load(tmp_path: Path, text: str | None = None, **env: str) -> ListChoices:
    if text is not None:
        path = tmp_path / "lists.toml"
        path.write_text(text, encoding="utf-8")
        env["KYC_LISTS_FILE"] = str(path)
    return list_choices.load(Settings.from_env(env))


def test_a_demo_uses_and_requires_what_ships(tmp_path: Path) -> None:
    choices = load(tmp_path)
    assert choices.enabled == choices.required == SOURCE_IDS


def test_production_uses_every_official_list_and_requires_those_that_bind(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_text("x")
    names = ("DATABASE_URL", "KYC_KEY_STORE_URL", "REDIS_URL", "KYC_ALLOWED_HOSTS")
    env = {name: f"sqlite:///{name}" for name in names}
    files = {name: str(tmp_path / "master.key") for name in ("KYC_MASTER_KEY_FILE", "KYC_POLICY_FILE")}
    choices = load(tmp_path, KYC_MODE="production", **files, **env)
    assert set(choices.required) == set(ALWAYS_REQUIRED) & SOURCES.keys()
    assert set(choices.enabled) >= set(SOURCE_IDS)
    left_out = [SOURCES[source_id] for source_id in SOURCES.keys() - set(choices.enabled)]
    assert all(source.consent or source.retired or source.key_header or not source.hosts for source in left_out)


def test_a_file_names_what_is_used_and_how(tmp_path: Path) -> None:
    choices = load(
        tmp_path,
        f"""
        [lists.un]
        [lists.ofac_sdn]
        required = false
        max_age_hours = 48
        alarm_age_hours = 5.5
        address = "https://lists.example.org/ofac"
        public_key = "{KEY}"
        """,
        KYC_LIST_MAX_AGE_HOURS="30",
    )
    assert (choices.enabled, choices.required) == (("un", "ofac_sdn"), ("un",))
    un, ofac = choices.get("un"), choices.get("ofac_sdn")
    assert un is not None
    assert ofac is not None
    assert (un.max_age, un.alarm_age) == (dt.timedelta(hours=30), dt.timedelta(hours=15))
    assert (ofac.max_age, ofac.alarm_age) == (dt.timedelta(hours=48), dt.timedelta(hours=5.5))
    assert (ofac.address, ofac.public_key) == ("https://lists.example.org/ofac", bytes(range(32)))
    assert choices.get("ofac_cons") is None


# file | what the fault says
REFUSED: dict[str, tuple[str, str]] = {
    "not TOML": ("[lists.un", "cannot be read"),
    "nothing": ("", "has to hold tables"),
    "no list": ("[lists]", "has to hold tables"),
    "something else": ("[lists.un]\n[other]", "other: no such choice"),
    "a list that is none": ("[lists.atlantis]", "[lists.atlantis] no such list"),
    "no table": ("[lists]\nun = true", "[lists.un] has to be a table"),
    "a choice that is none": ("[lists.un]\nrequird = true", "[lists.un] requird: no such choice"),
    "a word for a truth": ('[lists.un]\nrequired = "yes"', "[lists.un] required: has to be true or false"),
    "an age that is none": ("[lists.un]\nmax_age_hours = true", "max_age_hours: has to be a number"),
    "an age of nothing": ("[lists.un]\nmax_age_hours = 0", "max_age_hours: has to be a number"),
    "a file as an address": ('[lists.un]\naddress = "file:///srv"', "address: has to begin with https://"),
    "plain http": ('[lists.un]\naddress = "http://lists.example.org"', "address: has to begin with https://"),
    "a key for a publisher that wants none": ('[lists.un]\nkey_file = "x"', "key_file: this publisher asks for no key"),
    "no key for a publisher that wants one": ("[lists.worldbank]", "key_file: World Bank"),
    "a key that is not there": ('[lists.worldbank]\nkey_file = "/none"', "key_file: cannot be read"),
    "a short key": ('[lists.un]\npublic_key = "abcd"', "public_key: not an Ed25519 public key"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_with_a_fault_is_refused(tmp_path: Path, case: str) -> None:
    text, fault = REFUSED[case]
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert any(fault in found for found in caught.value.faults)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, '[lists.un]\nrequired = 1\naddress = 2\n[lists.atlantis]\n[lists.ofac_sdn]\nwhat = "?"')
    assert len(caught.value.faults) == 4


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, KYC_LISTS_FILE=str(tmp_path / "none.toml"))
    assert caught.value.faults == ("KYC_LISTS_FILE: no such file",)
