"""Load a policy file, or refuse it with everything that is wrong. Opens no other file and decides nothing."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from kyc_service.errors import PolicyError
from kyc_service.policy.checks import check
from kyc_service.policy.model import Policy
from kyc_service.policy.readings import read_rules
from kyc_service.policy.tables import Faults

SHIPPED = Path(__file__).with_name("alibaba-com-privacy.toml")


def load(path: Path | None = None) -> Policy:
    """Load a policy, by default the one that ships.

    Raises PolicyError that lists every fault at once, by line where that is known.
    """
    try:
        content = (path or SHIPPED).read_bytes()
    except OSError as error:
        raise PolicyError([f"the policy file cannot be read: {type(error).__name__}"]) from error
    return parse(content)


def parse(content: bytes) -> Policy:
    """Make a policy of a file's bytes. Raises PolicyError as `load` does."""
    text, data = _read_toml(content)
    faults = Faults(text)
    rules = read_rules(data, hashlib.sha256(content).hexdigest(), faults)
    check(rules, faults)
    if faults.found:
        raise PolicyError(tuple(dict.fromkeys(faults.found)))
    return Policy(rules)


def _read_toml(content: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = content.decode("utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PolicyError([f"line {line}: not UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([f"not TOML: {error}"]) from error
