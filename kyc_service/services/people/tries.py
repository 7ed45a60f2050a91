"""Tries: counted before they are looked at, under the address that was typed and the network address they came from.

Both are counted whether there is such an account or not, so that a pause says nothing about it.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from kyc_service.domain.people.pauses import ACCOUNT, ADDRESS, Limit, Mark, count, is_paused, take_back
from kyc_service.storage.work import SystemWork

_IPV6_NETWORK = 64
"""Bits that a connection's owner does not choose."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted."""

    paused: bool
    """It is refused, whatever it says."""
    marks: Mapping[str, Mark]
    """What was made of each name."""


def begin(system: SystemWork, email: str | None, address: str | None, now: dt.datetime) -> Try:
    """Count a try as wrong, for now. Within a pause nothing is counted.

    Without an `email` a provider says who it is: there is nothing to guess, and the network address counts.
    """
    limits: dict[str, Limit] = {account_name(email): ACCOUNT} if email is not None else {}
    if address:
        limits[_address_name(address)] = ADDRESS
    before = system.sign_ins.lock_marks(list(limits))
    if any(is_paused(mark, now) for mark in before.values()):
        return Try(True, {})
    marks = {name: count(before[name], limit, now) for name, limit in limits.items()}
    for name, mark in marks.items():
        system.sign_ins.put_mark(name, mark)
    return Try(False, marks)


def succeed(system: SystemWork, tried: Try, email: str | None) -> None:
    """Forget the wrong tries at an account, and take this one back from its network address."""
    stored = system.sign_ins.lock_marks(list(tried.marks))
    for name, mark in tried.marks.items():
        if email is not None and name == account_name(email):
            system.sign_ins.drop_mark(name)
        else:
            system.sign_ins.put_mark(name, take_back(stored[name], mark))


def account_name(email: str) -> str:
    """Return what tries at an account are counted under."""
    return f"account:{email}"


def _address_name(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "address:unknown"
    if found.version == 6 and found.ipv4_mapped is None:  # noqa: PLR2004 - IP version 6
        return f"address:{ipaddress.ip_network((found, _IPV6_NETWORK), strict=False)}"
    return f"address:{getattr(found, 'ipv4_mapped', None) or found}"
