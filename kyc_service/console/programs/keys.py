"""Keys: what each may do, a new one whose token is shown once, its certificates, and an end to one, confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import message
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.tenants import ApiKey
from kyc_service.errors import InvalidInputError
from kyc_service.services.programs import certificates
from kyc_service.services.programs import keys as service

_NEVER = "never"
_SOON = dt.timedelta(days=30)


def register(desk: Desk) -> None:
    """Add the views."""
    manage = Permission.KEYS_MANAGE
    desk.add("/keys", "keys", manage, show)
    desk.add("/keys", "make_key", manage, make, changes=True)
    desk.add("/keys/<api_key_id>/revocation", "revoke_key", manage, revoke, changes=True)
    desk.add("/keys/<api_key_id>/rotation", "rotate_key", manage, rotate, changes=True)
    desk.add("/keys/<api_key_id>/certificates", "bind_key", manage, bind, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List the keys."""
    return _page(rt, visit)


def make(rt: Runtime, visit: Visit) -> Page:
    """Make a key and show its token this once."""
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            key, token = service.make(work, visit.form.get("name", ""), _days(visit))
    except InvalidInputError as error:
        return _page(rt, visit, error)
    values = {"here": "keys", "kind": "key", "name": key.name, "secret": token.reveal(), "back": "/console/keys"}
    return Page("programs/secret.html", values, headers={"Cache-Control": "no-store"})


def revoke(rt: Runtime, visit: Visit) -> GoTo:
    """Stop a key from working."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.revoke(work, visit.ids["api_key_id"])
    return GoTo("/console/keys")


def rotate(rt: Runtime, visit: Visit) -> Page:
    """Make the successor of a key and show its token this once; the old one works a day longer."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        key, token = service.rotate(work, visit.ids["api_key_id"])
    values = {"here": "keys", "kind": "key", "name": key.name, "secret": token.reveal(), "back": "/console/keys"}
    return Page("programs/secret.html", values, headers={"Cache-Control": "no-store"})


def bind(rt: Runtime, visit: Visit) -> GoTo | Page:
    """Say with which client certificates a key may be used; none at all frees it."""
    try:
        given = certificates.read_given(visit.form.get("certificates", ""))
    except InvalidInputError as error:
        return _page(rt, visit, error)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        certificates.bind(work, visit.ids["api_key_id"], given)
    return GoTo("/console/keys")


def _page(rt: Runtime, visit: Visit, error: InvalidInputError | None = None) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        found, now = service.list_all(work), work.now()
    values: dict[str, Any] = {
        "here": "keys",
        "rows": [_write(key, now) for key in reversed(found)],
        "faulty": visit.ids.get("api_key_id"),
        "takes_certificates": rt.settings.takes_certificates,
        "typed": {
            "name": visit.form.get("name", ""),
            "days": visit.form.get("days", "365"),
            "certificates": visit.form.get("certificates", ""),
        },
        "faults": {fault.pointer.removeprefix("/"): message(fault.code) for fault in error.faults} if error else {},
        "most_days": service.MOST_DAYS,
    }
    return Page("programs/keys.html", values, status=422 if error else 200)


def _write(key: ApiKey, now: dt.datetime) -> dict[str, Any]:
    """Put a key together with how it stands."""
    expired = key.expires_at is not None and key.expires_at <= now
    state = "revoked" if key.revoked_at else "expired" if expired else "active"
    soon = state == "active" and key.expires_at is not None and key.expires_at - now <= _SOON
    own = state == "active" and key.scopes <= set(service.SCOPES)
    return {
        "key": key,
        "state": state,
        "soon": soon,
        "scopes": sorted(key.scopes),
        "replaceable": own,
        "certificates": sorted(key.certificates),
    }


def _days(visit: Visit) -> int | None:
    """Read for how many days a key works; 0 for what is no number, which the service refuses."""
    text = visit.form.get("days", "").strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0  # noqa: PLR2004 - more is too long
