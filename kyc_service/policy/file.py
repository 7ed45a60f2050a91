"""Load a policy file with the balancing tests beside it, or refuse it with everything that is wrong."""

from __future__ import annotations

import contextlib
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kyc_service.errors import PolicyError
from kyc_service.policy.checks import check
from kyc_service.policy.model import Policy
from kyc_service.policy.readings import read_rules
from kyc_service.policy.tables import Faults

BALANCING_PARTS = ("Purpose", "Necessity", "Balance", "Outcome")
"""Headings of a balancing test, as `## Purpose`."""
SHIPPED = Path(__file__).with_name("alibaba-com-privacy.toml")


def load(path: Path | None = None) -> Policy:
    """Load a policy, by default the one that ships.

    Raises PolicyError that lists every fault at once, by line where that is known.
    """
    policy = parse(read(path))
    read_balancing_tests(policy, path)
    return policy


def read(path: Path | None = None) -> bytes:
    """Read a policy file's bytes. Raises PolicyError."""
    try:
        return (path or SHIPPED).read_bytes()
    except OSError as error:
        raise PolicyError([f"the policy file cannot be read: {type(error).__name__}"]) from error


def read_balancing_tests(policy: Policy, path: Path | None = None) -> dict[str, str]:
    """Read the balancing tests that a policy names, by name: from beside its file, else those that ship.

    Raises PolicyError.
    """
    named = balancing_tests(policy)
    texts = {**shipped_balancing_tests(named), **_read_texts((path or SHIPPED).parent, named)}
    check_balancing_tests(policy, texts)
    return texts


def shipped_balancing_tests(names: Sequence[str]) -> dict[str, str]:
    """Read those of some balancing tests that ship, by name."""
    return _read_texts(SHIPPED.parent, names)


def _read_texts(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Read the texts that are there, and none outside the folder."""
    texts: dict[str, str] = {}
    for name in names:
        with contextlib.suppress(OSError, UnicodeDecodeError, ValueError):
            place = (folder / name).resolve()
            place.relative_to(folder.resolve())
            texts[name] = place.read_text()
    return texts


def balancing_tests(policy: Policy) -> list[str]:
    """Name the balancing tests of a policy."""
    return sorted({purpose.balancing_test for purpose in policy.rules.purposes.values() if purpose.balancing_test})


def check_balancing_tests(policy: Policy, texts: Mapping[str, str]) -> None:
    """Refuse a policy with a legitimate interest that nobody weighed (G). Raises PolicyError."""
    faults = []
    for name in balancing_tests(policy):
        if name not in texts:
            faults.append(f"purpose: the balancing test `{name}` is not on file")
        elif missing := [part for part in BALANCING_PARTS if f"\n## {part}\n" not in texts[name]]:
            faults.append(f"purpose: the balancing test `{name}` has no part `{missing[0]}`")
    if faults:
        raise PolicyError(faults)


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
