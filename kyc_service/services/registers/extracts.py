"""What a register said, under the field names of the policy: how it is kept on file, and read again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kyc_service.domain.personal import Fields
from kyc_service.domain.registers import (
    Extract,
    Flag,
    Officer,
    Outcome,
    Owner,
    RegisteredAddress,
    Standing,
    Verdict,
)
from watchlists.dates import PartialDate

EXTRACT = "source.extract"
URL = "source.url"
RETRIEVED = "source.retrieved_at"


def write(register_id: str, verdict: Verdict, url: str | None, asked: Fields, compared: list[dict[str, Any]]) -> Fields:
    """Write an answer down: the closed list of the policy (A.10), and what it was compared with."""
    extract = verdict.extract or Extract()
    found: Fields = {
        URL: url,
        EXTRACT: {
            "register": register_id,
            "outcome": verdict.outcome.value,
            "code": verdict.code,
            "reference": verdict.reference,
            "asked": asked,
            "standing": extract.standing.value,
            "names_officers": extract.names_officers,
            "names_owners": extract.names_owners,
            "flags": [flag.value for flag in extract.flags],
            "compared": compared,
        },
        "register.name": [extract.name, *extract.other_names] if extract.name or extract.other_names else None,
        "register.number": extract.number,
        "register.address": _write_address(extract.address) if extract.address else None,
        "register.form": extract.legal_form,
        "register.status": extract.status,
        "register.dates": {"incorporated": _date(extract.incorporated_on), "ended": _date(extract.ended_on)},
        "register.officers": [_write_officer(one) for one in extract.officers],
        "register.owners": [_write_owner(one) for one in extract.owners],
    }
    return {path: value for path, value in found.items() if value not in (None, [], {})}


def is_of(content: Fields, register_id: str, asked: Fields) -> bool:
    """Whether what is on file is this register's answer to this very question."""
    kept = content.get(EXTRACT)
    return isinstance(kept, dict) and kept.get("register") == register_id and kept.get("asked") == asked


def read(content: Fields) -> Verdict:
    """Read an answer that is on file."""
    kept: Any = content[EXTRACT]
    names: Any = content.get("register.name", [])
    dates: Any = content.get("register.dates", {})
    officers: Any = content.get("register.officers", [])
    owners: Any = content.get("register.owners", [])
    address: Any = content.get("register.address")
    extract = Extract(
        name=names[0] if names else None,
        other_names=tuple(names[1:]),
        number=_text(content.get("register.number")),
        address=RegisteredAddress(**address | {"lines": tuple(address["lines"])}) if address else None,
        legal_form=_text(content.get("register.form")),
        standing=Standing(kept["standing"]),
        status=_text(content.get("register.status")),
        incorporated_on=_partial(dates.get("incorporated")),
        ended_on=_partial(dates.get("ended")),
        officers=tuple(_read_officer(one) for one in officers),
        owners=tuple(_read_owner(one) for one in owners),
        names_officers=kept["names_officers"],
        names_owners=kept["names_owners"],
        flags=tuple(Flag(flag) for flag in kept["flags"]),
    )
    return Verdict(
        outcome=Outcome(kept["outcome"]),
        extract=extract if extract != Extract() else None,
        code=kept["code"],
        reference=kept["reference"],
    )


def _write_address(address: RegisteredAddress) -> dict[str, Any]:
    return {
        "lines": list(address.lines),
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
    }


def _write_officer(officer: Officer) -> dict[str, Any]:
    return {
        "name": officer.name,
        "role": officer.role,
        "is_person": officer.is_person,
        "born": _date(officer.born),
        "nationality": officer.nationality,
        "since": officer.since.isoformat() if officer.since else None,
        "until": officer.until.isoformat() if officer.until else None,
        "number": officer.number,
    }


def _write_owner(owner: Owner) -> dict[str, Any]:
    return {
        "name": owner.name,
        "is_person": owner.is_person,
        "born": _date(owner.born),
        "nationality": owner.nationality,
        "country": owner.country,
        "low": owner.low,
        "high": owner.high,
        "natures": list(owner.natures),
        "since": owner.since.isoformat() if owner.since else None,
        "until": owner.until.isoformat() if owner.until else None,
        "number": owner.number,
    }


def _read_officer(found: dict[str, Any]) -> Officer:
    return Officer(**found | _read_days(found))


def _read_owner(found: dict[str, Any]) -> Owner:
    return Owner(**found | _read_days(found) | {"natures": tuple(found["natures"])})


def _read_days(found: dict[str, Any]) -> dict[str, Any]:
    days = {name: dt.date.fromisoformat(found[name]) if found[name] else None for name in ("since", "until")}
    return {"born": _partial(found["born"]), **days}


def _date(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _partial(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
