"""Settings: read once from the environment, validated together, never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from kyc_service.errors import SettingsError

_UNPREFIXED = ("DATABASE_URL", "REDIS_URL")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
IN_FILES = ("DATABASE_URL", "KYC_KEY_STORE_URL", "REDIS_URL")
"""Variables that hold a password, and may stand in a file instead: `DATABASE_URL_FILE` names it."""


class Mode(StrEnum):
    """How strict the service is about what its owner has to choose."""

    DEMO = "demo"
    SANDBOX = "sandbox"
    """As `demo`, for tenants that are tried against: some names give fixed outcomes."""
    PRODUCTION = "production"


class Secret:
    """A text that hides itself in `repr`, `str` and f-strings."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep the text."""
        self._value = value

    def reveal(self) -> str:
        """Return the text."""
        return self._value

    def __repr__(self) -> str:
        """Hide the text."""
        return "<secret>"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        """Compare by value."""
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        """Hash by value."""
        return hash(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator chooses. Each field's variable and meaning stand in the README's table."""

    mode: Mode
    """`KYC_MODE`: `demo` fills in what is missing and counts bundled lists as fresh; `production` refuses to.

    `sandbox` is as `demo`, and some names give fixed outcomes in it: see docs/sandbox.md.
    """
    data_dir: Path
    """`KYC_DATA_DIR`: where files of this machine go: SQLite, key store, embedded Redis, index."""
    database_url: Secret
    """`DATABASE_URL`: SQLAlchemy address of SQLite or PostgreSQL; `DATABASE_URL_FILE` names a file with it."""
    key_store_url: Secret
    """`KYC_KEY_STORE_URL`: SQLAlchemy address of the key store; never the same database as the data; or `..._FILE`."""
    master_key_file: Path
    """`KYC_MASTER_KEY_FILE`: 32 random bytes in base64, mode 0600, that wrap every subject's key."""
    vault_file: Path | None
    """`KYC_VAULT_FILE`: the vault that wraps every key, in place of the master key's file; see docs/keys.md."""
    audit_heads_file: Path
    """`KYC_AUDIT_HEADS_FILE`: where signed heads of the audit's chain are appended; never in the database."""
    redis_url: Secret
    """`REDIS_URL`: `redis://`, `rediss://` or `unix://`; `REDIS_URL_FILE` names a file with it."""
    embedded_redis: bool
    """Whether `kyc up` starts Redis itself: yes while `REDIS_URL` is not given."""
    http_host: str
    """`KYC_HTTP_HOST`: address to listen on."""
    http_port: int
    """`KYC_HTTP_PORT`: 1 to 65535."""
    tls_certificate_file: Path | None
    """`KYC_TLS_CERTIFICATE_FILE`: certificate with its chain, PEM, with which the API speaks TLS itself (gunicorn)."""
    tls_key_file: Path | None
    """`KYC_TLS_KEY_FILE`: the private key of that certificate, PEM, mode 0600."""
    client_ca_file: Path | None
    """`KYC_CLIENT_CA_FILE`: authorities whose client certificates are taken where TLS ends here, PEM."""
    client_certificate_header: str | None
    """`KYC_CLIENT_CERTIFICATE_HEADER`: header, as `Client-Cert`, in which a proxy that ended TLS hands it over."""
    client_certificates: str
    """`KYC_CLIENT_CERTIFICATES`: `required` for every request with a key, or `optional`: for keys that are bound."""
    allowed_hosts: tuple[str, ...]
    """`KYC_ALLOWED_HOSTS`: names the API answers to, comma-separated."""
    policy_file: Path | None
    """`KYC_POLICY_FILE`: your policy, with the periods and the status you chose; the one that ships, in a demo."""
    lists_file: Path | None
    """`KYC_LISTS_FILE`: which lists are used, which are required, how old each may be; see docs/lists.md."""
    registers_file: Path | None
    """`KYC_REGISTERS_FILE`: which business registers are asked, and with what keys; see docs/verifiers.md."""
    sign_in_file: Path | None
    """`KYC_SIGN_IN_FILE`: the provider through which people may sign in (OpenID Connect); see docs/people.md."""
    former_staff_kept: dt.timedelta
    """`KYC_FORMER_STAFF_DAYS`: days after which a disabled account's name and address are erased, 1 to 3650."""
    list_max_age: dt.timedelta
    """`KYC_LIST_MAX_AGE_HOURS`: hours since a list was last confirmed, 1 to 720; older never clears."""
    list_mirror: str | None
    """`KYC_LIST_MIRROR`: address that stands in for every publisher's, as `https://mirror.example/lists`."""
    match_threshold: float | None
    """`KYC_MATCH_THRESHOLD`: score from which a match is a hit, 0.5 to 0.99; the matcher's own otherwise."""
    lease: dt.timedelta
    """`KYC_LEASE_SECONDS`: seconds a worker may be silent before its checks are given to another, 2 to 600."""
    rate_limit: int
    """`KYC_RATE_LIMIT`: requests a minute for each tenant and API process, 1 to 1000000."""
    key_rate_limit: int
    """`KYC_KEY_RATE_LIMIT`: requests a minute for each key and API process, 1 to 1000000; the tenant's otherwise."""
    most_waiting: int
    """`KYC_MOST_WAITING`: requests that may wait for a thread of an API process, 1 to 10000; more are turned away."""
    session_idle: dt.timedelta
    """`KYC_SESSION_IDLE_MINUTES`: minutes without a request after which a person is signed out, 2 to 60."""
    session_life: dt.timedelta
    """`KYC_SESSION_HOURS`: hours after which a person has to sign in again, 1 to 24."""
    evidence_pack_life: dt.timedelta
    """`KYC_EVIDENCE_PACK_DAYS`: days after which an evidence pack is deleted, 1 to 90."""
    coverage_alarm: dt.timedelta
    """`KYC_COVERAGE_ALARM_HOURS`: hours that an active subject may be without a current result before an alarm."""
    public_url: str
    """`KYC_PUBLIC_URL`: where people reach the service, as `https://kyc.example`; invitations begin with it."""
    proxy_addresses: tuple[str, ...]
    """`KYC_PROXY_ADDRESSES`: proxies that are believed: `X-Forwarded-For` of wrong sign-ins, client certificates."""
    webhook_test_hosts: tuple[str, ...]
    """`KYC_WEBHOOK_TEST_HOSTS`: `host:port` that may get webhooks by plain http; never in production."""
    otlp_endpoint: str | None
    """`KYC_OTLP_ENDPOINT`: where traces go, OTLP over HTTP, as `http://127.0.0.1:4318`; needs the extra `otel`."""
    log_level: str
    """`KYC_LOG_LEVEL`: `debug`, `info`, `warning` or `error`."""

    @property
    def index_dir(self) -> Path:
        """Where the list index of this machine lies."""
        return self.data_dir / "index"

    @property
    def takes_certificates(self) -> bool:
        """Whether a client can show a certificate: to this service, or to the proxy in front of it."""
        return self.client_ca_file is not None or self.client_certificate_header is not None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings. Raises SettingsError that lists every fault at once."""
        reader = _Reader(env)
        mode = reader.one_of("KYC_MODE", Mode, Mode.DEMO)
        data_dir = Path(reader.text("KYC_DATA_DIR", "var")).absolute()
        in_vault = bool(reader.env.get("KYC_VAULT_FILE"))
        needed = Mode.DEMO if in_vault else mode
        master_key_file = Path(reader.text("KYC_MASTER_KEY_FILE", f"{data_dir}/master.key", needed=needed))
        heads = f"{master_key_file.absolute().parent}/audit-heads.jsonl"
        settings = cls(
            mode=mode,
            data_dir=data_dir,
            database_url=Secret(reader.text("DATABASE_URL", f"sqlite:///{data_dir}/kyc.db", needed=mode)),
            key_store_url=Secret(reader.text("KYC_KEY_STORE_URL", f"sqlite:///{data_dir}/keys.db", needed=mode)),
            master_key_file=master_key_file,
            vault_file=reader.file("KYC_VAULT_FILE"),
            audit_heads_file=Path(reader.text("KYC_AUDIT_HEADS_FILE", heads)),
            redis_url=Secret(reader.text("REDIS_URL", f"unix://{data_dir}/redis/redis.sock", needed=mode)),
            embedded_redis=not reader.env.get("REDIS_URL"),
            http_host=reader.text("KYC_HTTP_HOST", "127.0.0.1"),
            http_port=(port := int(reader.number("KYC_HTTP_PORT", 8080, 1, 65535))),
            **_read_tls(reader),
            allowed_hosts=reader.words("KYC_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", needed=mode),
            policy_file=reader.file("KYC_POLICY_FILE"),
            lists_file=reader.file("KYC_LISTS_FILE"),
            registers_file=reader.file("KYC_REGISTERS_FILE"),
            sign_in_file=reader.file("KYC_SIGN_IN_FILE"),
            former_staff_kept=dt.timedelta(days=reader.number("KYC_FORMER_STAFF_DAYS", 730, 1, 3650)),
            list_max_age=dt.timedelta(hours=reader.number("KYC_LIST_MAX_AGE_HOURS", 24, 1, 720)),
            list_mirror=reader.text("KYC_LIST_MIRROR", "") or None,
            match_threshold=reader.number("KYC_MATCH_THRESHOLD", 0, 0.5, 0.99) or None,
            lease=dt.timedelta(seconds=reader.number("KYC_LEASE_SECONDS", 30, 2, 600)),
            rate_limit=(rate := int(reader.number("KYC_RATE_LIMIT", 6000, 1, 1_000_000))),
            key_rate_limit=int(reader.number("KYC_KEY_RATE_LIMIT", rate, 1, 1_000_000)),
            most_waiting=int(reader.number("KYC_MOST_WAITING", 64, 1, 10_000)),
            session_idle=dt.timedelta(minutes=reader.number("KYC_SESSION_IDLE_MINUTES", 15, 2, 60)),
            session_life=dt.timedelta(hours=reader.number("KYC_SESSION_HOURS", 10, 1, 24)),
            evidence_pack_life=dt.timedelta(days=reader.number("KYC_EVIDENCE_PACK_DAYS", 30, 1, 90)),
            coverage_alarm=dt.timedelta(hours=reader.number("KYC_COVERAGE_ALARM_HOURS", 24, 1, 720)),
            public_url=reader.text("KYC_PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
            proxy_addresses=reader.words("KYC_PROXY_ADDRESSES", "127.0.0.1,::1"),
            webhook_test_hosts=reader.words("KYC_WEBHOOK_TEST_HOSTS", ""),
            otlp_endpoint=reader.text("KYC_OTLP_ENDPOINT", "").rstrip("/") or None,
            log_level=reader.choice("KYC_LOG_LEVEL", ("debug", "info", "warning", "error"), "info"),
        )
        reader.refuse_unknown()
        settings.check_together(reader.faults.append)
        if reader.faults:
            raise SettingsError(reader.faults)
        return settings

    def check_together(self, complain: Callable[[str], None]) -> None:
        """Report settings that are right alone and wrong together."""
        if self.key_store_url == self.database_url:
            complain("KYC_KEY_STORE_URL: keys and data must not share a database; give another one")
        if not self.public_url.startswith(("https://", "http://")):
            complain("KYC_PUBLIC_URL: has to begin with https://, or http:// on one machine")
        if self.otlp_endpoint and not self.otlp_endpoint.startswith(("https://", "http://")):
            complain("KYC_OTLP_ENDPOINT: has to begin with https:// or http://")
        files = {
            "KYC_POLICY_FILE": self.policy_file,
            "KYC_LISTS_FILE": self.lists_file,
            "KYC_REGISTERS_FILE": self.registers_file,
            "KYC_SIGN_IN_FILE": self.sign_in_file,
            "KYC_VAULT_FILE": self.vault_file,
            "KYC_TLS_CERTIFICATE_FILE": self.tls_certificate_file,
            "KYC_TLS_KEY_FILE": self.tls_key_file,
            "KYC_CLIENT_CA_FILE": self.client_ca_file,
        }
        for name, path in files.items():
            if path is not None and not path.is_file():
                complain(f"{name}: no such file")
        self._check_tls(complain)
        if self.mode is Mode.PRODUCTION:
            if self.policy_file is None:
                complain(
                    "KYC_POLICY_FILE: has to be set with KYC_MODE=production: whether the law obliges you, and how "
                    "long data are kept, are yours to choose; `kyc policy show --toml` prints one to start from"
                )
            if self.webhook_test_hosts:
                complain("KYC_WEBHOOK_TEST_HOSTS: not allowed with KYC_MODE=production")
            if self.vault_file is None and not self.master_key_file.is_file():
                complain("KYC_MASTER_KEY_FILE: no such file; make one with `kyc keys master`")

    def _check_tls(self, complain: Callable[[str], None]) -> None:
        if (self.tls_certificate_file is None) is not (self.tls_key_file is None):
            complain("KYC_TLS_CERTIFICATE_FILE: goes with KYC_TLS_KEY_FILE; set both or neither")
        if self.client_ca_file and not self.tls_certificate_file:
            complain("KYC_CLIENT_CA_FILE: is for TLS that ends here; set KYC_TLS_CERTIFICATE_FILE as well")
        header = self.client_certificate_header
        if header and _HEADER.fullmatch(header) is None:
            complain("KYC_CLIENT_CERTIFICATE_HEADER: has to be the name of a header, as Client-Cert")
        if header and self.client_ca_file:
            complain("KYC_CLIENT_CERTIFICATE_HEADER: certificates come by KYC_CLIENT_CA_FILE already; set one of them")
        if self.client_certificates == "required" and not self.takes_certificates:
            complain(
                "KYC_CLIENT_CERTIFICATES: nobody can show one; set KYC_CLIENT_CA_FILE or KYC_CLIENT_CERTIFICATE_HEADER"
            )


class _Reader:
    """Reads variables one by one and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.faults: list[str] = []
        self.env = {**env, **{name: self._read_file(env, name) for name in IN_FILES if env.get(f"{name}_FILE")}}
        self.known = {f"{name}_FILE" for name in IN_FILES}

    def _read_file(self, env: Mapping[str, str], name: str) -> str:
        """Read a variable from the file that stands in for it: one line, without its end."""
        if env.get(name):
            self.faults.append(f"{name}: is set, and {name}_FILE as well; set one of them")
        try:
            text = Path(env[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text or len(text.splitlines()) != 1:
            self.faults.append(f"{name}_FILE: cannot be read, or does not hold one line")
        return text

    def text(self, name: str, default: str, needed: Mode = Mode.DEMO) -> str:
        """Read a text; production wants it said."""
        self.known.add(name)
        value = self.env.get(name, "")
        if not value and needed is Mode.PRODUCTION:
            self.faults.append(f"{name}: has to be set with KYC_MODE=production")
        return value or default

    def file(self, name: str) -> Path | None:
        """Read where a file lies, if there is one."""
        given = self.text(name, "")
        return Path(given) if given else None

    def words(self, name: str, default: str, needed: Mode = Mode.DEMO) -> tuple[str, ...]:
        """Read a comma-separated list."""
        return tuple(word.strip() for word in self.text(name, default, needed).split(",") if word.strip())

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Read a number in a range."""
        raw = self.text(name, "")
        if not raw:
            return default
        try:
            value = float(raw)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.faults.append(f"{name}: has to be a number from {low} to {high}")
            return default
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """Read one of a few words."""
        value = self.text(name, default)
        if value not in allowed:
            self.faults.append(f"{name}: has to be one of {', '.join(allowed)}")
            return default
        return value

    def one_of(self, name: str, kind: type[Mode], default: Mode) -> Mode:
        """Read a member of an enumeration."""
        return kind(self.choice(name, tuple(kind), default))

    def refuse_unknown(self) -> None:
        """Report `KYC_*` variables that no setting reads: most are misspelt."""
        unknown = sorted(name for name in self.env if name.startswith("KYC_") and name not in self.known)
        self.faults.extend(f"{name}: no such setting" for name in unknown)


def _read_tls(reader: _Reader) -> dict[str, Any]:
    """Read what TLS that ends here is spoken with, and how clients show their certificates."""
    return {
        "tls_certificate_file": reader.file("KYC_TLS_CERTIFICATE_FILE"),
        "tls_key_file": reader.file("KYC_TLS_KEY_FILE"),
        "client_ca_file": reader.file("KYC_CLIENT_CA_FILE"),
        "client_certificate_header": reader.text("KYC_CLIENT_CERTIFICATE_HEADER", "") or None,
        "client_certificates": reader.choice("KYC_CLIENT_CERTIFICATES", ("optional", "required"), "optional"),
    }


def variables() -> dict[str, str]:
    """List each setting's variable and nothing of its value, for help texts and tests."""
    names = {field.name: f"KYC_{field.name.upper()}" for field in fields(Settings)}
    names |= {
        "database_url": _UNPREFIXED[0],
        "redis_url": _UNPREFIXED[1],
        "list_max_age": "KYC_LIST_MAX_AGE_HOURS",
        "lease": "KYC_LEASE_SECONDS",
        "session_idle": "KYC_SESSION_IDLE_MINUTES",
        "session_life": "KYC_SESSION_HOURS",
        "former_staff_kept": "KYC_FORMER_STAFF_DAYS",
        "evidence_pack_life": "KYC_EVIDENCE_PACK_DAYS",
        "coverage_alarm": "KYC_COVERAGE_ALARM_HOURS",
    }
    del names["embedded_redis"]
    return names
