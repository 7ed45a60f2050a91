"""ETags: which version of a thing a change is based on."""

from __future__ import annotations

import re

from werkzeug.datastructures import Headers

from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.errors import PreconditionRequiredError

_FORM = re.compile(r'"([0-9]{1,9})"')


def make_etag(version: int) -> str:
    """Make the strong ETag of a version."""
    return f'"{version}"'


def read_if_match(headers: Headers) -> int:
    """Return the version that a change is based on. `*` is refused: it would mean any."""
    text = headers.get("If-Match")
    if text is None:
        raise PreconditionRequiredError
    found = _FORM.fullmatch(text.strip())
    if found is None:
        code = "invalid_parameter"
        raise MalformedRequestError(code, "If-Match")
    return int(found[1])
