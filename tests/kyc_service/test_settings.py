from pathlib import Path

import pytest

from kyc_service.errors import SettingsError
from kyc_service.settings import Mode, Secret, Settings, variables


def faults(**env: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(env)
    return list(caught.value.faults)


def test_an_empty_environment_is_the_demo() -> None:
    settings = Settings.from_env({})
    assert settings.mode is Mode.DEMO
    assert settings.embedded_redis
    assert settings.database_url.reveal().startswith("sqlite:///")
    assert settings.key_store_url != settings.database_url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KYC_MODE", "staging"),
        ("KYC_HTTP_PORT", "0"),
        ("KYC_HTTP_PORT", "many"),
        ("KYC_HTTP_PORT", "nan"),
        ("KYC_LIST_MAX_AGE_HOURS", "-1"),
        ("KYC_MATCH_THRESHOLD", "1.5"),
        ("KYC_LEASE_SECONDS", "0"),
        ("KYC_RATE_LIMIT", "0"),
        ("KYC_LOG_LEVEL", "loud"),
        ("KYC_POLICY_FILE", "/nowhere/policy.toml"),
        ("KYC_LISTS_MAX_AGE", "24"),
        ("KYC_KEY_STORE_URL", "sqlite:///same.db"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not(name: str, value: str) -> None:
    found = faults(DATABASE_URL="sqlite:///same.db", **{name: value})
    assert any(fault.startswith(f"{name}:") for fault in found)
    assert not any(value in fault for fault in found if len(value) > 3)


def test_every_fault_is_told_at_once() -> None:
    found = faults(KYC_HTTP_PORT="x", KYC_LOG_LEVEL="x", KYC_NO_SUCH="x")
    assert len(found) == 3


def test_production_starts_with_nothing_left_to_guess(tmp_path: Path) -> None:
    found = faults(KYC_MODE="production", KYC_WEBHOOK_TEST_HOSTS="localhost:1")
    named = {fault.split(":")[0] for fault in found}
    assert named == {
        "DATABASE_URL",
        "KYC_KEY_STORE_URL",
        "KYC_MASTER_KEY_FILE",
        "REDIS_URL",
        "KYC_ALLOWED_HOSTS",
        "KYC_WEBHOOK_TEST_HOSTS",
        "KYC_POLICY_FILE",
    }
    key = tmp_path / "master.key"
    key.touch(mode=0o600)
    policy = tmp_path / "policy.toml"
    policy.touch()
    settings = Settings.from_env(
        {
            "KYC_MODE": "production",
            "DATABASE_URL": "postgresql+psycopg://db/kyc",
            "KYC_KEY_STORE_URL": "postgresql+psycopg://keys/keys",
            "KYC_MASTER_KEY_FILE": str(key),
            "REDIS_URL": "redis://queue",
            "KYC_ALLOWED_HOSTS": "kyc.example",
            "KYC_POLICY_FILE": str(policy),
        },
    )
    assert not settings.embedded_redis
    assert settings.allowed_hosts == ("kyc.example",)
    assert settings.audit_heads_file == tmp_path / "audit-heads.jsonl"


def test_a_vault_stands_for_the_file_of_the_master_key(tmp_path: Path) -> None:
    (tmp_path / "vault.toml").touch()
    found = faults(KYC_MODE="production", KYC_VAULT_FILE=str(tmp_path / "vault.toml"))
    assert not any(fault.startswith(("KYC_MASTER_KEY_FILE", "KYC_VAULT_FILE")) for fault in found)
    assert any(
        fault.startswith("KYC_VAULT_FILE: no such file") for fault in faults(KYC_VAULT_FILE="/nowhere/vault.toml")
    )


def test_secrets_hide_themselves() -> None:
    settings = Settings.from_env({"DATABASE_URL": "postgresql+psycopg://u:hunter22@db/kyc"})
    assert "hunter22" not in f"{settings} {settings!r} {settings.database_url}"
    assert Secret("a") == Secret("a")


def test_every_field_has_a_variable() -> None:
    assert set(variables()) == set(Settings.__dataclass_fields__) - {"embedded_redis"}


def test_what_holds_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    for name, text in (("data", "postgresql+psycopg://kyc:hunter22@db/kyc\n"), ("redis", "redis://:pass@queue/0")):
        (tmp_path / name).write_text(text)
    settings = Settings.from_env({"DATABASE_URL_FILE": f"{tmp_path}/data", "REDIS_URL_FILE": f"{tmp_path}/redis"})
    assert settings.database_url.reveal() == "postgresql+psycopg://kyc:hunter22@db/kyc"
    assert settings.redis_url.reveal() == "redis://:pass@queue/0"
    assert not settings.embedded_redis


@pytest.mark.parametrize("content", [None, b"", b"\n", b"one\ntwo\n", b"\xff\xfe"])
def test_a_file_that_holds_no_one_line_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "hunter22"
    if content is not None:
        path.write_bytes(content)
    found = faults(KYC_KEY_STORE_URL_FILE=str(path))
    assert [fault.partition(":")[0] for fault in found] == ["KYC_KEY_STORE_URL_FILE"]
    assert "hunter22" not in found[0]


def test_a_value_and_a_file_for_the_same_are_a_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("redis://queue")
    assert faults(REDIS_URL="redis://other", REDIS_URL_FILE=str(path)) == [
        "REDIS_URL: is set, and REDIS_URL_FILE as well; set one of them"
    ]


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ("KYC_TLS_KEY_FILE", "KYC_TLS_CERTIFICATE_FILE"),
        ("KYC_CLIENT_CA_FILE", "KYC_CLIENT_CA_FILE"),
        ("KYC_TLS_CERTIFICATE_FILE KYC_TLS_KEY_FILE KYC_CLIENT_CA_FILE HEADER", "KYC_CLIENT_CERTIFICATE_HEADER"),
        ("REQUIRED", "KYC_CLIENT_CERTIFICATES"),
        ("ODD", "KYC_CLIENT_CERTIFICATE_HEADER"),
    ],
)
def test_settings_of_tls_that_do_not_go_together(tmp_path: Path, env: str, named: str) -> None:
    file = tmp_path / "file.pem"
    file.touch()
    words = {
        "HEADER": ("KYC_CLIENT_CERTIFICATE_HEADER", "Client-Cert"),
        "ODD": ("KYC_CLIENT_CERTIFICATE_HEADER", "client_cert"),
        "REQUIRED": ("KYC_CLIENT_CERTIFICATES", "required"),
    }
    given = dict(words.get(word, (word, str(file))) for word in env.split())
    assert {fault.partition(":")[0] for fault in faults(**given)} == {named}


def test_a_client_can_show_a_certificate_here_or_to_the_proxy(tmp_path: Path) -> None:
    file = tmp_path / "file.pem"
    file.touch()
    here = {f"KYC_{name}_FILE": str(file) for name in ("TLS_CERTIFICATE", "TLS_KEY", "CLIENT_CA")}
    proxied = {"KYC_CLIENT_CERTIFICATE_HEADER": "Client-Cert", "KYC_CLIENT_CERTIFICATES": "required"}
    assert [Settings.from_env(env).takes_certificates for env in ({}, here, proxied)] == [False, True, True]
