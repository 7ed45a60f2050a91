"""Codes: of an authenticator (TOTP), and those for when the telephone is lost.

Source: RFC 6238, sections 4 and 5.2, read 2026-11-26: steps of 30 s, one step of drift either way, each used once.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import io
import re
import secrets

import pyotp
import segno

STEP = 30
"""Seconds for which an authenticator shows a code."""
DRIFT = 1
"""Steps that its clock may be ahead or behind."""
ISSUER = "KYC desk"
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_GROUP = 4
_DIGITS = re.compile(r"[0-9]{6}")
_LONGEST = 64


def make_secret() -> str:
    """Make the secret of an authenticator: 160 bits, base32."""
    return pyotp.random_base32()


def make_uri(secret: str, email: str) -> str:
    """Return what an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def draw(uri: str) -> str:
    """Draw a QR code as SVG, without any style that a page's rules would refuse."""
    picture = io.BytesIO()
    segno.make(uri, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff"
    )
    return picture.getvalue().decode()


def find_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """Say which step of the clock a code belongs to, if it is one of now, the step before or the step after."""
    totp = pyotp.TOTP(secret)
    step = int(now.timestamp()) // STEP
    found = [one for one in range(step - DRIFT, step + DRIFT + 1) if hmac.compare_digest(totp.at(one * STEP), code)]
    return found[0] if found else None


def is_of_authenticator(code: str) -> bool:
    """Whether a code has the form of an authenticator's."""
    return _DIGITS.fullmatch(code) is not None


def make_recovery_codes() -> tuple[str, ...]:
    """Make codes of 80 random bits each, in groups that can be written down."""
    return tuple(_group(base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES))


def normal(code: str) -> str:
    """Return a code as it is compared: without spaces and dashes, upper case; the empty text for what is none."""
    bare = "".join(code[:_LONGEST].split()).replace("-", "").upper()
    return bare if bare.isascii() else ""


def _group(text: str) -> str:
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
