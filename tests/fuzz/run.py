"""Fuzz the targets, guided by coverage: `python -m tests.fuzz.run --seconds 300 names list-xml`.

Needs atheris (`pip install -e '.[fuzz]'`), which knows Linux and macOS. Each target runs in a process of its own. What
it found that reaches code which the seeds do not is kept in `build/fuzz`; `--keep` brings the smallest of it into the
corpus, which the suite replays. A defect is one file, `tests/fuzz/corpus/<target>/crash-...`, and exit code 1.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
WORKING = HERE.parents[1] / "build" / "fuzz"
LONGEST_KEPT = 1500
"""Bytes of an input that the corpus keeps."""
MOST_KEPT = 60
"""Inputs of a target that the corpus keeps."""
SLOW = 20
"""Seconds after which an input counts as a defect."""
INSTRUMENTED = (
    "watchlists",
    "kyc_service.api.door.json_body",
    "kyc_service.api.bodies",
    "kyc_service.domain.intake",
    "kyc_service.domain.contact_checks",
)
"""What is given counters."""
MEMORY = 1500
"""Megabytes after which an input counts as a defect."""


def main() -> int:
    """Fuzz what the arguments name, all targets when they name none."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description="Fuzz, guided by coverage.")
    parser.add_argument("targets", nargs="*", help="json, fields, names, list-xml, list-csv, list-json, list-sheet")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", action="store_true", help="bring what was found into the corpus")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        return _fuzz_here(given.one, given.targets)
    from tests.fuzz.targets import TARGETS

    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    failed = [name for name in given.targets or TARGETS if not _fuzz(name, given.seconds, keep=given.keep)]
    if failed:
        _say(f"defects in {', '.join(failed)}; their inputs are {CORPUS}/<target>/crash-*")
    return 1 if failed else 0


def _fuzz(target: str, seconds: int, *, keep: bool) -> bool:
    """Fuzz one target in a process of its own and say what it did. Returns whether it found nothing."""
    from tests.fuzz.seeds import list_seeds, list_words
    from tests.fuzz.targets import LONGEST

    work, seeds, kept = WORKING / target / "found", WORKING / target / "seeds", CORPUS / target
    for folder in (work, seeds, kept):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(list_seeds(target)):
        (seeds / f"{number:04}").write_bytes(seed[:LONGEST])
    words = WORKING / target / "words"
    words.write_text("".join(f'"{_escape(word)}"\n' for word in list_words(target)), encoding="ascii")
    limits = [f"-timeout={SLOW}", f"-rss_limit_mb={MEMORY}", f"-max_len={LONGEST}"]
    log = WORKING / target / "log"
    with log.open("wb") as lines:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.fuzz.run", "--one", target, "--", str(work), str(seeds), str(kept)),
                *(*limits, f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={kept}/"),
                "-print_final_stats=1",
            ],
            stdout=lines,
            stderr=lines,
            check=False,
        )
    _say(f"{target}: {_summary(log.read_text(errors='replace'))}")
    if keep and done.returncode == 0:
        _keep(work, kept)
    return done.returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(f"fuzz: {text}\n")
    sys.stdout.flush()


def _escape(word: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


def _summary(log: str) -> str:
    """Say how many inputs were tried and how much of the code they reached."""
    tried = re.findall(r"stat::number_of_executed_units: (\d+)", log)
    reached = re.findall(r"cov: (\d+) ft: (\d+)", log)
    start = f"{reached[0][0]} to " if reached else ""
    end = f"{start}{reached[-1][0]} edges, {reached[-1][1]} features" if reached else "nothing reached"
    return f"{tried[-1] if tried else 'an unknown number of'} inputs, {end}" + (
        "" if "ERROR: libFuzzer" not in log and "Uncaught Python exception" not in log else ", A DEFECT: see the log"
    )


def _keep(work: Path, kept: Path) -> None:
    """Bring the smallest of what was found into the corpus: each reached something that nothing before it did."""
    room = MOST_KEPT - len(list(kept.iterdir()))
    found = sorted(work.iterdir(), key=lambda path: (path.stat().st_size, path.name))
    for path in found[: max(room, 0)]:
        if 0 < path.stat().st_size <= LONGEST_KEPT:
            shutil.copy(path, kept / path.name[:16])


def _fuzz_here(target: str, arguments: list[str]) -> int:
    """Run the fuzzer in this process, which it never gives back."""
    import atheris

    # What is imported here is given counters; everything else runs as it is.
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.mutations import MUTATIONS

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        return bytes(MUTATIONS[target](data, size, seed, atheris.Mutate))

    more = {"custom_mutator": mutate} if target in MUTATIONS else {}
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target], enable_python_coverage=True, **more)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
