"""Ownership in words: for people who read a result, and for those who cannot see the picture of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from kyc_service.domain.ownership.beneficial import BeneficialOwner, BeneficialOwners, Ground
from kyc_service.domain.ownership.blocking import Blocked, Blocking
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.holdings import Holding
from kyc_service.domain.ownership.parties import Link, Means, Party
from kyc_service.domain.ownership.paths import Path
from kyc_service.domain.ownership.rules import RULES, Half, Rule, RuleName
from kyc_service.domain.ownership.verdicts import Interval, Verdict

MOST_SENTENCES = 20

_GROUNDS: Mapping[Ground, str] = MappingProxyType(
    {
        Ground.INTEREST: "an interest at the threshold",
        Ground.CONTROL: "control",
        Ground.CONTROLS_OWNERS: "control of owners at the threshold",
        Ground.OWNS_CONTROLLER: "an interest at the threshold in those who control",
    },
)
_MEANS: Mapping[Means, str] = MappingProxyType(
    {
        Means.VOTES: "the majority of votes",
        Means.BOARD: "the right to appoint most of the board",
        Means.VETO: "a veto",
        Means.AGREEMENT: "an agreement",
        Means.FAMILY: "family ties",
        Means.SETTLOR: "being its settlor",
        Means.TRUSTEE: "being its trustee",
        Means.PROTECTOR: "being its protector",
        Means.BENEFICIARY: "being its beneficiary",
        Means.NOMINEE: "being a nominee",
        Means.OTHER: "other means",
    },
)
_FINDINGS: Mapping[Code, str] = MappingProxyType(
    {
        Code.SELF_OWNED: "{0} is said to own itself; that counts for nothing.",
        Code.OVER_100: "The shares of {0} add up to more than 100 %; they are counted in proportion.",
        Code.SHARE_OUT_OF_RANGE: "The share of {0} in {1} is below 0 or above 100 %; it is taken as unknown.",
        Code.CONTRADICTORY_BAND: "The share of {0} in {1} has a least above its most; it is taken as unknown.",
        Code.SOURCES_DISAGREE: "Sources disagree about the share of {0} in {1}; all that any of them says is possible.",
        Code.UNKNOWN_PARTY: "{0} is named in a link but is not among the parties.",
        Code.PARTY_TWICE: "{0} is given twice; the first counts.",
        Code.LISTED_TWICE: "{all} differ by spelling alone: perhaps one party, whose shares would add up.",
        Code.PERSON_OWNED: "{1} is a natural person and cannot be owned by {0}; that counts for nothing.",
        Code.CYCLE: "{all} own one another in a circle.",
        Code.NOMINEE_UNNAMED: "{0} holds {1} as a nominee, and nobody says for whom.",
        Code.TRUST_WITHOUT_ROLES: "Nobody says who is behind the trust {0}.",
        Code.DEAD_END: "Nobody says who owns {0}, whose interest may reach the threshold.",
        Code.GAP: "What is not explained of {0} may hide an owner at the threshold.",
        Code.NOBODY_FOUND: "No person is a beneficial owner of {0} for sure: look for its senior managers.",
        Code.MANY_CONTROLLERS: "More parties may control {0} than are followed; the rest was left out.",
    },
)
_MOST_NAMED = 5

Parties = Mapping[str, Party]


def tell_holding(parties: Parties, held: Holding) -> str:
    """Say what one party has of another, as `Anna de Wit owns 60 % of Alfa`."""
    said = []
    if held.high > 0:
        said.append(f"owns {Interval(held.low, held.high)} of {parties[held.owned].shown}")
    if held.control:
        means = " and ".join(_MEANS[means] for means in sorted(held.control))
        said.append(f"controls {parties[held.owned].shown} by {means}")
    nominee = f" in the name of {_name_nominee(parties, held.via_nominee)}" if held.via_nominee else ""
    return f"{parties[held.owner].shown} {' and '.join(said) or 'holds nothing'}{nominee}"


def _name_nominee(parties: Parties, key: str) -> str:
    """Name who holds for another; that party itself owns nothing, so a part of a graph may be without it."""
    return parties[key].shown if key in parties else key


def tell_path(parties: Parties, path: Path) -> str:
    """Say a path from the owner down, with what it comes to."""
    steps = "; ".join(tell_holding(parties, held) for held in path.holdings)
    by_share = all(held.high > 0 for held in path.holdings)
    return f"{steps}: {path.interest}" if by_share and len(path.holdings) > 1 else steps


def tell_grounds(owner: BeneficialOwner) -> str:
    """Say why somebody is, or may be, a beneficial owner."""
    return ", ".join(
        f"{'perhaps ' if verdict is Verdict.POSSIBLE else ''}{_GROUNDS[ground]}"
        for ground, verdict in owner.grounds.items()
    )


def tell_owner(parties: Parties, owner: BeneficialOwner) -> str:
    """Say what somebody has, and why that makes a beneficial owner."""
    grounds = tell_grounds(owner)
    return f"{parties[owner.party].shown}: {owner.verdict}, {owner.interest}" + (f" ({grounds})" if grounds else "")


def tell_blocking(parties: Parties, blocking: Blocking) -> list[str]:
    """Say how a party comes to be blocked, one sentence for each step; the last is the verdict."""
    told = [
        _tell_blocked(parties, blocking.parties[key])
        for key in blocking.chain
        if not blocking.parties[key].listed or blocking.parties[key].by
    ]
    if len(told) > MOST_SENTENCES:
        left_out = len(told) - MOST_SENTENCES
        told = [*told[: MOST_SENTENCES // 2], f"({left_out} more steps)", *told[-MOST_SENTENCES // 2 :]]
    return [*told, _tell_verdict(parties, blocking)]


def tell_share(name: RuleName, verdict: Verdict, share: Interval) -> str:
    """Say why a rule says what it says, by the share alone, as `OFAC: 49.9 % is below 50 %`."""
    rule = RULES[name]
    half = Interval(rule.limit, rule.limit)
    return f"{name.value.upper()}: {_compare(rule, verdict, share, half)}"


def _compare(rule: Rule, verdict: Verdict, share: Interval, half: Interval) -> str:
    if verdict is Verdict.NO:
        return f"{share} is {'not more than' if rule.half is Half.NOT_ENOUGH else 'below'} {half}"
    if verdict is Verdict.SURE:
        by_share = share.reaches(rule.limit, strictly=rule.half is not Half.ENOUGH) is Verdict.SURE
        more = f"is {half} or more" if rule.half is Half.ENOUGH else f"is more than {half}"
        return f"{share} {more}" if by_share else f"blocked parties control it, and have {share} of it"
    if share.low == share.high == rule.limit and rule.half is Half.OPEN:
        return f"whether exactly {half} is enough is open"
    if not rule.aggregates and share.reaches(rule.limit, strictly=True) is Verdict.SURE:
        return f"{share} together: a joint arrangement between the blocked would decide"
    return f"{share} may be enough: find out the shares"


def _tell_blocked(parties: Parties, blocked: Blocked) -> str:
    who = "; ".join(tell_holding(parties, held) for held in blocked.by)
    if blocked.listed:
        return who
    perhaps = "may thereby be" if blocked.verdict is Verdict.POSSIBLE else "is thereby"
    total = f", {blocked.share} together" if len(blocked.by) > 1 else ""
    return f"{who}{total}: {parties[blocked.party].shown} {perhaps} blocked"


def _tell_verdict(parties: Parties, blocking: Blocking) -> str:
    name, rule = parties[blocking.target].shown, blocking.rule
    found = blocking.parties.get(blocking.target)
    if found and found.listed:
        return f"{name} is blocked itself"
    match blocking.verdict:
        case Verdict.SURE:
            return f"{name} is blocked by {rule.title}"
        case Verdict.NO:
            return f"{name} is not blocked by {rule.title}: blocked parties have {blocking.share} of it"
    half = rule.half is Half.OPEN and abs(blocking.share.low - rule.limit) < 1e-9  # noqa: PLR2004 - rounding
    why = " (whether exactly half is enough is open)" if half else ""
    why = why or ("" if rule.aggregates else " (a joint arrangement between the blocked would decide)")
    return f"{name} may be blocked by {rule.title}{why}"


def tell_finding(parties: Parties, finding: Finding) -> str:
    """Say what was found, with names."""
    names = [parties[key].shown if key in parties else key for key in finding.parties]
    shown = names[:_MOST_NAMED] + ([f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else [])
    return _FINDINGS[finding.code].format(*names, all=" and ".join(shown))


def tell_dispute(parties: Parties, held: Holding) -> str:
    """Say what each source says of one link."""
    said = ", ".join(_tell_statement(link) for link in held.statements)
    return f"{parties[held.owner].shown} in {parties[held.owned].shown}: {said}"


def _tell_statement(link: Link) -> str:
    low, high = link.bounds()
    day = f" of {link.as_of}" if link.as_of else ""
    return f"{Interval(low / 100, high / 100)} by {link.source or 'no named source'}{day}"


def describe(
    parties: Parties, owners: BeneficialOwners, blockings: Iterable[Blocking], say: Callable[[str], str] = str
) -> str:
    """Describe the whole result in sentences, for those who cannot see a picture of it; `say` says each of them."""
    told = [f"Ownership of {parties[owners.target].shown}"]
    found = owners.found
    told += [f"Beneficial owner, {tell_owner(parties, owner)}" for owner in found[:MOST_SENTENCES]]
    if not found:
        told.append("No beneficial owner was found")
    if len(found) > MOST_SENTENCES:
        told.append(f"And {len(found) - MOST_SENTENCES} more beneficial owners")
    told.append(f"Not explained: {owners.gap}")
    for blocking in blockings:
        told += tell_blocking(parties, blocking)
    return " ".join(f"{say(sentence)}." for sentence in told)
