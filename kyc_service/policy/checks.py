"""What has to hold between the lines of every policy file, whoever edits it: who may get what, and why.

The floors below are the clauses that a file may make stricter and never looser. Reports every fault;
changes nothing. How long data are kept is in `retention_checks`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kyc_service.domain.cases import Outcome
from kyc_service.policy.retention_checks import check_retention
from kyc_service.policy.rules import Basis, Coarsening, Form, Kind, Recipient, Rules
from kyc_service.policy.tables import Faults

KIND_NEEDS: Mapping[Kind, frozenset[str]] = {
    Kind.PROCESSOR: frozenset({"contract_on_file"}),  # C.2, GDPR 28
    Kind.AUTHORITY: frozenset({"legal_reference", "four_eyes"}),  # C.14
    Kind.SUBJECT: frozenset({"identity_verified"}),  # A.9, GDPR 12(6)
}
"""Conditions that a recipient of this kind cannot go without."""
PURPOSE_NEEDS: Mapping[str, frozenset[str]] = {
    "legal_claims": frozenset({"matter_number", "four_eyes"}),  # C.14
    "business_transfer": frozenset({"purpose_limit_notice_sent", "four_eyes"}),  # C.15
    "by_consent": frozenset({"live_consent_for_this_recipient"}),  # C.16
}
"""Conditions that this purpose cannot go without."""
BANNED = frozenset({"marketing", "advertising", "personalisation", "product_sharing", "sale"})
"""B.9 B.11 B.12 C.4 C.5, AMLR 76(4): no file allows these."""
SHUT_OUT = frozenset(
    {"offer_partner", "ad_platform", "analytics", "logistics", "customs_agent", "review_provider", "linked_site"},
)
"""C.4 C.5 C.8 C.9 C.13 C.18."""
SEALED = ("screen.offence_", "suspicion.")
"""GDPR 10, AMLR 73 and 76(3): fields whose category has to be sealed."""
SECRET = ("suspicion.",)
"""4AMLD 39, AMLR 73: fields whose category has to be kept from the subject."""
ABOUT_PERSONS = ("person.", "document.")
COARSENED = ("person.date_of_birth", "person.addresses", "business.addresses")
NEVER_OUTSIDE = "screen.scores"
RIGHTS = frozenset(
    {"access", "rectify", "erase", "restrict", "object", "port", "withdraw_consent", "human_review", "complain"},
)
"""G, GDPR 7(3), 12-22 and 77."""
SAFEGUARDS = frozenset({"adequacy", "scc", "bcr"})
CONTENTS = frozenset({"looks_like_other_data", "special_category_suspected"})
"""Codes of what the door looks for in texts."""
SMALLEST_GROUP = 20
"""B.10 C.17: fewer people than this can be told apart."""

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PATH = re.compile(r"[a-z_]+(\.[a-z_]+)+", re.ASCII)

Found = Iterator[tuple[str, str]]


def check(rules: Rules, faults: Faults) -> None:
    """Report everything that does not fit together."""
    for where, what in itertools.chain(
        _check_head(rules),
        _check_laws(rules),
        _check_measures(rules),
        _check_categories(rules),
        _check_refusals(rules),
        _check_given(rules),
        _check_purposes(rules),
        _check_bans(rules),
        *(_check_recipient(rules, line) for line in rules.recipients.values()),
        *(_check_coarsening(rules, rule) for rule in rules.coarsenings),
        _check_exits(rules),
        _check_four_eyes(rules),
        _check_rights(rules),
        check_retention(rules),
    ):
        faults.add(where, what)


def _check_head(rules: Rules) -> Found:
    if _SHA256.fullmatch(rules.header["source_sha256"]) is None:
        yield "policy.source_sha256", "has to be 64 hex digits"
    if rules.header["prevailing_language"] != "en":
        yield "policy.prevailing_language", "English prevails (I)"
    wanted = rules.transfer["derogation_recipients"]
    lines = [rules.recipients.get(name) for name in wanted]
    if any(line is None or line.kind is not Kind.AUTHORITY for line in lines):
        yield "transfer.derogation_recipients", "only an authority that is a recipient"
    yield from _unknown("transfer.safeguards", "safeguard", rules.transfer["safeguards"], SAFEGUARDS)


def _check_measures(rules: Rules) -> Found:
    if not rules.measures:
        yield "security.measures", "the record of processing needs a general description (GDPR 30)"


def _check_laws(rules: Rules) -> Found:
    """Laws follow each other: on no day do two bind, and only the last has no end."""
    for law in rules.laws:
        if law.end is not None and law.end < law.start:
            yield "profile.laws", f"`{law.name}` ends before it begins"
    for earlier, later in itertools.pairwise(rules.laws):
        if earlier.end is None or later.start <= earlier.end:
            yield "profile.laws", f"`{later.name}` overlaps the one before it"


def _check_categories(rules: Rules) -> Found:
    places = Counter(field for category in rules.categories.values() for field in category.fields)
    for category in rules.categories.values():
        where = f"category.{category.name}"
        for field in category.fields:
            if places[field] > 1:
                yield where, f"`{field}` stands in more than one category"
            if _PATH.fullmatch(field) is None:
                yield where, f"`{field}` is no path of a field"
            if field.rpartition(".")[2] in rules.refused:
                yield where, f"`{field}` is on the list of refused fields"
            if field.startswith(SEALED) and not category.sealed:
                yield where, f"`{field}` needs a sealed category"
            if field.startswith(SECRET) and not category.tipping_off:
                yield where, f"`{field}` needs a category marked tipping_off"
        if not category.fields:
            yield where, "names no field"


def _check_refusals(rules: Rules) -> Found:
    """G.4: whoever is refused is told why."""
    for name in sorted((rules.refused | CONTENTS) - set(rules.refusals)):
        yield "refuse", f"`{name}` needs its clause"
    yield from _unknown("refuse", "refusal", rules.refusals, rules.refused | CONTENTS)


def _check_given(rules: Rules) -> Found:
    yield from _unknown("given", "field", rules.given, rules.category_by_field)
    for category in rules.categories.values():
        if (category.sealed or category.closed or category.tipping_off) and rules.given & set(category.fields):
            yield "given", f"a submission cannot fill `{category.name}`"


def _check_purposes(rules: Rules) -> Found:
    for purpose in rules.purposes.values():
        where = f"purpose.{purpose.name}"
        if not purpose.basis:
            yield where, "has no basis"
        if Basis.LEGITIMATE_INTEREST in purpose.basis and purpose.balancing_test is None:
            yield where, "a legitimate interest names its balancing test as `lia`"
        if purpose.anonymous_only and (purpose.min_group or 0) < SMALLEST_GROUP:
            yield where, f"min_group has to be {SMALLEST_GROUP} or more"
        if purpose.name in rules.forbidden:
            yield where, "is forbidden and allowed at once"


def _check_bans(rules: Rules) -> Found:
    for name in sorted(BANNED - rules.forbidden):
        yield "forbidden", f"`{name}` has to be listed"
    for name in sorted(SHUT_OUT - rules.never):
        yield "never", f"`{name}` has to be listed"
    for name in sorted(rules.never & set(rules.recipients)):
        yield f"recipient.{name}", "is on the list of those who never get anything"


def _check_recipient(rules: Rules, line: Recipient) -> Found:
    where = f"recipient.{line.name}"
    yield from _unknown(where, "category", line.categories, rules.categories)
    yield from _unknown(where, "condition", line.when, rules.facts)
    for purpose in line.purposes:
        if purpose in rules.forbidden | BANNED:
            yield where, f"`{purpose}` is forbidden"
        elif purpose not in rules.purposes:
            yield where, f"unknown purpose `{purpose}`"
    if not line.purposes:
        yield where, "has no purpose"
    needed = KIND_NEEDS.get(line.kind, frozenset()).union(*(PURPOSE_NEEDS.get(name, ()) for name in line.purposes))
    for fact in sorted(needed - set(line.when)):
        yield where, f"needs the condition `{fact}`"
    if line.secret and line.kind is not Kind.AUTHORITY:
        yield where, "only a disclosure to an authority may be secret"
    yield from _check_grants(rules, line)


def _check_grants(rules: Rules, line: Recipient) -> Found:
    """Report what this recipient would get and must not."""
    where = f"recipient.{line.name}"
    categories = [rules.categories[name] for name in sorted(line.categories & set(rules.categories))]
    covered = {field for category in categories for field in category.fields}
    yield from _unknown(where, "field of its categories", line.fields_only or (), covered)
    yield from _unknown(where, "field of its categories", line.fields_except, covered)
    for category in categories:
        if category.tipping_off and line.kind is not Kind.AUTHORITY:
            yield where, f"`{category.name}` goes to authorities only"
        elif category.sealed and line.kind not in {Kind.AUTHORITY, Kind.SUBJECT}:
            yield where, f"`{category.name}` is sealed"
    granted = (covered if line.fields_only is None else covered & line.fields_only) - line.fields_except
    if not line.when and any(field.startswith(ABOUT_PERSONS) for field in granted):
        yield where, "gets data about persons without any condition"
    anonymous = {name for name in line.purposes if name in rules.purposes and rules.purposes[name].anonymous_only}
    if anonymous and line.categories:
        yield where, "a purpose for anonymous data only takes no categories"


def _check_coarsening(rules: Rules, rule: Coarsening) -> Found:
    where = f"minimise.{rule.name}"
    yield from _unknown(where, "field", rule.fields, rules.category_by_field)
    yield from _unknown(where, "recipient", rule.forms, rules.recipients)
    if rule.default is Form.FULL:
        yield where, "the default cannot be `full`"
    if NEVER_OUTSIDE in rule.fields and {rule.default, *rule.forms.values()} != {Form.WITHHOLD}:
        yield where, f"`{NEVER_OUTSIDE}` never leaves"


def _check_exits(rules: Rules) -> Found:
    places = Counter(field for rule in rules.coarsenings for field in rule.fields)
    for field in (*COARSENED, NEVER_OUTSIDE):
        if field not in places:
            yield "minimise", f"`{field}` has to be made small"
    for field in sorted(field for field, count in places.items() if count > 1):
        yield "minimise", f"`{field}` stands in two lines"


def _check_four_eyes(rules: Rules) -> Found:
    """GDPR 22, AMLR 76(5): refusing, and clearing somebody who is on a list, take two people."""
    asked = {(rule.outcome, rule.over_true_match) for rule in rules.four_eyes}
    if (Outcome.REJECT, False) not in asked:
        yield "four_eyes", "a rejection needs a second person"
    if not asked & {(Outcome.CLEAR, True), (Outcome.CLEAR, False)}:
        yield "four_eyes", "clearing over a true match needs a second person"


def _check_rights(rules: Rules) -> Found:
    yield from _unknown("right", "right", rules.rights, RIGHTS)
    for name in sorted(RIGHTS - set(rules.rights)):
        yield "right", f"`{name}` is missing"
    if not str(rules.rights.get("complain", {}).get("text", "")).endswith(".en.md"):
        yield "right.complain", "the text has to be there in English (I)"


def _unknown(where: str, noun: str, names: Iterable[str], known: Iterable[str]) -> Found:
    for name in sorted(set(names) - set(known)):
        yield where, f"unknown {noun} `{name}`"
