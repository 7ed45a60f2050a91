"""Write the file (`KYC_REGISTERS_FILE`) by which a service asks stand-ins instead of registers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jobs.standins.abn_lookup import AbnLookupStandIn
from jobs.standins.all import STAND_INS
from jobs.standins.base import StandIn
from jobs.standins.companies_house import CompaniesHouseStandIn
from jobs.standins.feeds.kvk import SUBSCRIPTION
from jobs.standins.kvk import KvkStandIn
from jobs.standins.opencorporates import OpenCorporatesStandIn
from jobs.standins.server import Standing
from jobs.standins.zefix import ZefixStandIn
from kyc_service.verifiers.feeds.serving import feeds_of

CONTACT = "Stand-in Ltd kyc@stand-in.example"
REQUESTER = "NL123456782B90"
_KEYS = {
    "companies_house": CompaniesHouseStandIn.key,
    "kvk": KvkStandIn.key,
    "opencorporates": OpenCorporatesStandIn.key,
    "abn_lookup": AbnLookupStandIn.key,
}


def write(
    folder: Path,
    standing: Standing,
    stand_ins: Iterable[StandIn] = STAND_INS,
    use: str = "optional",
    *,
    feeds: bool = False,
) -> Path:
    """Write the file, and the keys that stand-ins ask for, into a folder; return the file's path."""
    lines = [f'contact = "{CONTACT}"', f'requester = "{REQUESTER}"']
    for one in stand_ins:
        lines += [f"[registers.{one.id}]", f'use = "{use}"', f'address = "{standing.address_of(one.id)}"']
        if one.id in _KEYS:
            lines.append(f'key_file = "{_secret(folder, one.id, _KEYS[one.id])}"')
        if one.id == "zefix":
            lines.append(f'user = "{ZefixStandIn.user}"')
            lines.append(f'password_file = "{_secret(folder, one.id, ZefixStandIn.password)}"')
        if feeds and feeds_of(one.id):
            lines += ["feed = true", f'feed_address = "{standing.address_of(one.id)}"']
            lines += [f'feed_key_file = "{folder / one.id}.secret"'] if one.id == "companies_house" else []
            lines += [f'feed_subscription = "{SUBSCRIPTION}"'] if one.id == "kvk" else []
    path = folder / "registers.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def _secret(folder: Path, name: str, value: str) -> Path:
    path = folder / f"{name}.secret"
    path.touch(mode=0o600)
    path.write_text(value)
    return path
