"""How long rating takes: 100,000 made businesses by two tables, as a dry run does it once their facts are read.

A dry run rates every business on file by the table in force and by the draft. Here the facts are made: most businesses
have one country and no finding, some have several and some are unknown. Some are also rated by the plain rule that
the rater is tested against, and a rating is drawn. The yardstick is a plain loop over a million numbers in the same
run. Prints one JSON object; times are processor time.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from kyc_service.domain.contact_checks.oddities import Oddity
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.registers import Flag, Outcome
from kyc_service.domain.risk.facts import Fact, Facts, Value
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.raters import Rater
from kyc_service.domain.risk.rating import rate
from kyc_service.domain.risk.tables import RiskTable
from kyc_service.domain.risk.vocabularies import COUNTRIES, LEGAL_FORMS
from kyc_service.services.risk.files import default_table
from kyc_service.services.risk.pictures import draw
from watchlists.model import TOPICS

REPEATS = 3
PLAIN = 2_000
HOME = ("NL", "DE", "BE", "FR", "IT", "PL", "CN", "GB")
INDUSTRIES = tuple(f"{division}.{group}{last}" for division in range(10, 97) for group in (1, 7) for last in (0, 2, 9))


def make_business(chance: random.Random) -> Facts:
    """Make what is known of one business."""

    def some(codes: Sequence[str], share: float) -> tuple[Value, ...]:
        return tuple(chance.sample(codes, chance.randint(1, 3))) if chance.random() < share else ()

    countries = sorted(COUNTRIES)
    home = chance.choice(HOME) if chance.random() < 0.8 else chance.choice(countries)
    facts: dict[Fact, tuple[Value, ...]] = {
        Fact.REGISTRATION_COUNTRY: (home,),
        Fact.OPERATION_COUNTRIES: (home, *some(countries, 0.1)),
        Fact.OWNER_COUNTRIES: (home, *some(countries, 0.3)),
        Fact.INDUSTRY: (chance.choice(INDUSTRIES),),
        Fact.LEGAL_FORM: (chance.choice(sorted(LEGAL_FORMS)),),
        Fact.AGE_YEARS: (float(int(chance.expovariate(1 / 8))),),
        Fact.ROLE: (chance.choice(("buyer", "seller")),),
        Fact.OWNERSHIP_GAP: (chance.choice((0.0, 0.0, round(chance.uniform(0, 100), 2))),),
        Fact.CHAIN_LENGTH: (float(chance.choice((0, 0, 0, 1, 2, 4))),),
        Fact.OWNERSHIP_FINDINGS: some(list(Code), 0.15),
        Fact.BLOCKED_OWNERS: ("possible",) if chance.random() < 0.01 else (),
        Fact.CONFIRMED_TOPICS: some(sorted(TOPICS), 0.02),
        Fact.OPEN_TOPICS: some(sorted(TOPICS), 0.05),
        Fact.REGISTER_FLAGS: some(list(Flag), 0.2),
        Fact.REGISTER_OUTCOMES: (chance.choice(list(Outcome)),),
        Fact.CONTACT_FLAGS: some(list(Oddity), 0.3),
        Fact.SUBMISSION_FLAGS: some(("placeholder_name", "mixed_script", "licence_expired"), 0.05),
    }
    for fact in list(facts):
        if chance.random() < 0.1:
            del facts[fact]
    return facts


def make_draft(table: RiskTable) -> RiskTable:
    """Make a draft: half of all weights, and a higher beginning of `high`."""
    factors = tuple(replace(factor, most=factor.most / 2) for factor in table.factors)
    bands = {**table.bands, Level.HIGH: replace(table.bands[Level.HIGH], from_points=70.0)}
    return replace(table, name="Draft", factors=factors, bands=bands)


def time_once(run: Callable[[], object]) -> float:
    """Run once; return seconds of processor time."""
    start = time.process_time()
    run()
    return time.process_time() - start


def yardstick() -> float:
    """Loop over a million numbers."""
    total = 0.0
    for number in range(1_000_000):
        total += number * 0.5
    return total


def compare(businesses: Sequence[Facts], live: RiskTable, draft: RiskTable) -> Counter[str]:
    """Rate all by two tables; count the levels and the changes."""
    before, after = Rater(live), Rater(draft)
    counted: Counter[str] = Counter()
    for facts in businesses:
        old, new = before.rate(facts).level, after.rate(facts).level
        counted[f"live {old}"] += 1
        counted[f"draft {new}"] += 1
        counted["changed"] += old is not new
    return counted


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    businesses = [make_business(chance) for _ in range(options.size)]
    live = default_table()
    draft = make_draft(live)
    both = median(time_once(lambda: compare(businesses, live, draft)) for _ in range(REPEATS))
    some = businesses[:PLAIN]
    plain = median(time_once(lambda: [rate(live, facts) for facts in some]) for _ in range(REPEATS))
    drawn = median(time_once(lambda: draw(live, rate(live, some[0]), some[0])) for _ in range(REPEATS))
    result = {
        "yardstick_ms": round(median(time_once(yardstick) for _ in range(REPEATS)) * 1000, 1),
        "subjects": options.size,
        "factors": len(live.factors),
        "rules": sum(len(factor.rules) for factor in live.factors),
        "two_tables_s": round(both, 2),
        "rating_us": round(both / options.size / 2 * 1e6, 1),
        "subjects_per_s": round(options.size / both),
        "plain_rating_us": round(plain / len(some) * 1e6, 1),
        "picture_ms": round(drawn * 1000, 1),
        "levels": dict(sorted(compare(businesses, live, draft).items())),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
