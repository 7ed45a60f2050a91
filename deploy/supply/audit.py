"""Ask the database of known holes about every package of requirements.lock. Run by `make audit`.

Three answers, and three ends: nothing known (0), something known (1), and nobody could be asked (0 as well, said in a
line that cannot be overlooked, or 3 with `--strict`): a database that is away breaks no build, and passes for no audit.
"""

# ruff: noqa: INP001, T201 - a script, run by its path, that prints

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
SERVICE = "osv"
HOLES, UNKNOWN = 1, 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out."""

    holes: tuple[str, ...]
    """A line for each."""
    looked_up: int
    left_out: tuple[str, ...]
    """Packages that the database knows nothing of."""

    @property
    def asked(self) -> bool:
        """Whether anybody answered."""
        return self.looked_up > 0


def read(report: str) -> Verdict:
    """Read what pip-audit writes as JSON; what is none came from a database that is away."""
    try:
        rows = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Verdict((), 0, ())
    left_out = tuple(row["name"] for row in rows if "skip_reason" in row)
    holes = tuple(
        f"{row['name']} {row['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for row in rows
        for hole in row.get("vulns", ())
    )
    return Verdict(holes, len(rows) - len(left_out), left_out)


def tell(verdict: Verdict) -> None:
    """Say it in lines."""
    if not verdict.asked:
        print("audit: NOT AUDITED: the database of known holes cannot be reached from here")
        return
    for name in verdict.left_out:
        print(f"audit: not looked up, the database does not know it: {name}")
    for hole in verdict.holes:
        print(f"audit: {hole}")
    print(f"audit: {verdict.looked_up} packages looked up, {len(verdict.holes)} known holes")


def main(words: list[str]) -> int:
    """Ask, say what came, and return how it ended."""
    asked = [sys.executable, "-m", "pip_audit", "--service", SERVICE, "--disable-pip", "--require-hashes"]
    shown = ["--requirement", str(LOCK), "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run([*asked, *shown], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    verdict = read(done.stdout)
    tell(verdict)
    if verdict.holes:
        return HOLES
    return UNKNOWN if not verdict.asked and "--strict" in words else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
