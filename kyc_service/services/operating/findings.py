"""Findings: what was looked at, how it stands, and what to do about it. Texts hold no value of a setting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.errors import KycError, SettingsError

SECONDS = 10.0
"""Longest time that everything which is looked at together may take."""


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """Works now, and asks for a person soon."""
    FAULT = "fault"
    """Something does not work."""
    UNKNOWN = "unknown"
    """Could not be looked at, because of a fault elsewhere."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    level: Level
    said: str
    do: str | None = None
    """What to do, in a sentence; None where nothing is."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at, apart from everything else."""

    id: str
    look: Callable[[], Iterable[Finding]]


def run(checks: Sequence[Check], seconds: float = SECONDS) -> list[Finding]:
    """Look at everything at once, each apart: one that fails or hangs says so and spoils no other.

    One that hangs goes on in the background; it ends with the process.
    """
    answers: dict[str, list[Finding]] = {}
    threads = [threading.Thread(target=_look, args=(check, answers), daemon=True) for check in checks]
    for thread in threads:
        thread.start()
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    # What comes after this is not waited for, and not half in the answer either.
    came = dict(answers)
    return [one for check in checks for one in came.get(check.id, [_hangs(check, seconds)])]


def _look(check: Check, answers: dict[str, list[Finding]]) -> None:
    try:
        found = list(check.look())
    except SettingsError as error:
        found = [Finding(check.id, Level.FAULT, fault, "Put this setting or file right.") for fault in error.faults]
    except KycError as error:
        found = [Finding(check.id, Level.FAULT, f"it answers `{error.code}`", "Put right what does not answer.")]
    except Exception as error:  # noqa: BLE001 - one look that fails spoils no other; the text could hold anything
        said = f"it could not be looked at: {type(error).__name__}"
        found = [Finding(check.id, Level.FAULT, said, "Report this, with a `kyc support-bundle`.")]
    answers[check.id] = found


def _hangs(check: Check, seconds: float) -> Finding:
    do = "Look whether its server runs, and whether a firewall swallows the connection instead of refusing it."
    return Finding(check.id, Level.FAULT, f"gave no answer within {seconds:g} s", do)
