"""How long 10,000 parties with 30,000 links take: building the graph, beneficial owners, blocked owners, a picture.

Three shapes: shares at random with circles in which a third of all parties hang together, one chain of all companies,
and a pyramid of which each company has three owners. The yardstick is a plain loop over a million numbers in the same
run. Prints one JSON object; times are processor time.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import TypeVar

from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.parties import Link, Party, PartyKind
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.services.ownership.pictures import draw

Made = tuple[list[Party], list[Link]]
Result = TypeVar("Result")


def parties(companies: int, persons: int) -> list[Party]:
    """Make parties, without names: comparing names is measured with them."""
    firms = [Party(f"c{number}", PartyKind.COMPANY, f"Company {number} Ltd") for number in range(companies)]
    people = [Party(f"p{number}", PartyKind.PERSON, f"Person of Number {number}") for number in range(persons)]
    return [*firms, *people]


def shares(chance: random.Random, owned: str, owners: list[str], banded: float) -> list[Link]:
    """Cut the whole of a company at random; some shares become bands."""
    cuts = sorted(chance.random() for _ in range(len(owners) - 1))
    sizes = [(high - low) * 100 for low, high in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]
    links = []
    for owner, size in zip(owners, sizes, strict=True):
        wide = 5.0 if chance.random() < banded else 0.0
        links.append(Link(owner=owner, owned=owned, low=max(0, size - wide), high=min(100, size + wide)))
    return links


def make_random(size: int, chance: random.Random) -> Made:
    """Make half companies, half persons, six owners a company: circles everywhere."""
    made = parties(size // 2, size // 2)
    keys = [party.id for party in made]
    links = []
    for company in keys[: size // 2]:
        owners = [key for key in chance.sample(keys, k=7) if key != company][:6]
        links += shares(chance, company, owners, 0.2)
    return made, links


def make_chain(size: int, _: random.Random) -> Made:
    """Make one chain of 60 % each."""
    keys = [*(f"c{number}" for number in range(size - 1)), "p0"]
    links = [Link(owner=above, owned=below, low=60, high=60) for below, above in pairwise(keys)]
    return parties(size - 1, 1), links


def make_pyramid(size: int, chance: random.Random) -> Made:
    """Make a pyramid: three owners a company, the last two thirds persons."""
    companies = size // 3
    made = parties(companies, size - companies)
    keys = [party.id for party in made]
    links = []
    for number in range(companies):
        owners = [keys[3 * number + offset] for offset in (1, 2, 3) if 3 * number + offset < size]
        links += shares(chance, keys[number], owners, 0.2)
    return made, links


def timed(run: Callable[[], Result], repeats: int) -> tuple[Result, float]:
    """Run several times; return the last result and the median in milliseconds of processor time."""
    taken = []
    for _ in range(repeats):
        gc.collect()  # what earlier runs left is not this run's to clear away
        start = time.process_time()
        result = run()
        taken.append((time.process_time() - start) * 1000)
    return result, round(median(taken), 1)


def yardstick() -> float:
    """Loop over a million numbers."""
    total = 0.0
    for number in range(1_000_000):
        total += number * 0.5
    return total


def measure(made: Made, repeats: int) -> dict[str, object]:
    """Measure one shape."""
    graph, build = timed(lambda: Graph.build(*made), repeats)
    owners, beneficial = timed(lambda: find_beneficial_owners(graph, "c0"), repeats)
    persons = [party.id for party in made[0] if party.kind is PartyKind.PERSON]
    blocked = persons[:: max(1, len(persons) // 1000)]
    answers = {rule: timed(lambda rule=rule: apply_rule(graph, "c0", blocked, rule), repeats) for rule in RuleName}
    svg, picture = timed(lambda: draw(graph, owners, [answers[RuleName.OFAC][0]]), 1)
    return {
        "parties": len(made[0]),
        "links": len(made[1]),
        "blocked": len(blocked),
        "build_ms": build,
        "beneficial_ms": beneficial,
        **{f"{rule}_ms": taken for rule, (_, taken) in answers.items()},
        "picture_ms": picture,
        "picture_kb": round(len(svg) / 1000),
        "found": len(owners.found),
        "verdicts": {rule: found.verdict for rule, (found, _) in answers.items()},
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    shapes = {"random": make_random, "chain": make_chain, "pyramid": make_pyramid}
    result: dict[str, object] = {"yardstick_ms": timed(yardstick, options.repeats)[1]}
    for name, make in shapes.items():
        result[name] = measure(make(options.size, chance), options.repeats)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
