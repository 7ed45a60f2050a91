"""Turn the tables of a policy file into `Rules`. Checks shapes only; what has to hold between them is in `checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from kyc_service.domain.cases import Outcome
from kyc_service.policy.rules import (
    Action,
    Basis,
    Category,
    Coarsening,
    Duty,
    Form,
    FourEyesRule,
    Kind,
    LawInForce,
    Period,
    Purpose,
    Recipient,
    RetentionRule,
    Rules,
    Trigger,
)
from kyc_service.policy.tables import Faults, Table

ALL = "*"
CORE = "core"
AS_CORE = "as core"
TRANSIENT = ("redis_job", "idempotency", "webhook_body", "access_log")

V = TypeVar("V")


def read_rules(data: Mapping[str, Any], sha256: str, faults: Faults) -> Rules:
    """Read a whole file. What is wrong goes to `faults`; the rules are usable only while there are none."""
    root = Table(data, "", faults)
    head, profile, retention = root.table("policy"), root.table("profile"), root.table("retention")
    categories = {name: _read_category(name, table) for name, table in root.table("category").tables()}
    core = retention.texts("core")
    refuse = root.table("refuse")
    rules = Rules(
        id=head.text("id"),
        version=head.text("version"),
        sha256=sha256,
        effective_from=head.day("effective_from"),
        header=_read_header(head),
        obliged_entity=profile.choice("obliged_entity"),
        duty=profile.period("duty"),
        laws=tuple(_read_law(table) for table in profile.items("laws", "name")),
        categories=MappingProxyType(categories),
        refused=frozenset(refuse.texts("fields")),
        refusals=_freeze({**_read_facts(refuse.table("clauses")), **_read_facts(refuse.table("contents"))}),
        given=_read_given(root.table("given"), categories),
        purposes=_freeze({name: _read_purpose(name, table) for name, table in root.table("purpose").tables()}),
        forbidden=frozenset(root.table("forbidden").texts("purposes")),
        facts=_read_facts(root.table("fact")),
        recipients=_freeze(
            {name: _read_recipient(name, table, categories) for name, table in root.table("recipient").tables()},
        ),
        never=frozenset(root.table("never").texts("recipients")),
        coarsenings=tuple(_read_coarsening(name, table) for name, table in root.table("minimise").tables()),
        core=frozenset(core),
        retention=tuple(_read_retention(table, categories, core) for table in retention.items("rules", "id")),
        duties=_read_duties(retention),
        transient=_read_transient(retention.table("transient")),
        hold=_read_hold(retention.table("hold")),
        four_eyes=tuple(_read_four_eyes(table) for table in root.table("four_eyes").items("rules", "id")),
        rights=_freeze({name: table.rest() for name, table in root.table("right").tables()}),
        transfer=_read_transfer(root.table("transfer")),
        measures=root.table("security").texts("measures"),
        category_by_field=_freeze(
            {field: category.name for category in categories.values() for field in category.fields},
        ),
    )
    faults.close()
    return rules


def _freeze(values: dict[str, V]) -> Mapping[str, V]:
    return MappingProxyType(values)


def _read_header(table: Table) -> Mapping[str, Any]:
    """Read what is shown to people and decides nothing."""
    controller = table.table("controller_eea")
    return _freeze(
        {
            "language": table.text("language"),
            "prevailing_language": table.text("prevailing_language"),
            "source_sha256": table.text("source_sha256"),
            "contact": table.text("contact"),
            "eea_regions": table.texts("eea_regions"),
            "controller_eea": _freeze({key: controller.text(key) for key in ("name", "register", "country")}),
            "ordinary_subjects": table.texts("ordinary_subjects"),
        },
    )


def _read_law(table: Table) -> LawInForce:
    return LawInForce(table.text("name"), table.day("from"), table.optional_day("to"))


def _read_category(name: str, table: Table) -> Category:
    return Category(
        name=name,
        fields=table.texts("fields"),
        closed=table.flag("closed"),
        sealed=table.flag("sealed"),
        tipping_off=table.flag("tipping_off"),
    )


def _read_given(table: Table, categories: Mapping[str, Category]) -> frozenset[str]:
    """Read which fields a submission may fill: whole categories, and some of others."""
    named = table.texts("categories")
    for name in sorted(set(named) - set(categories)):
        table.complain(f"unknown category `{name}`")
    whole = [field for name in named if name in categories for field in categories[name].fields]
    return frozenset([*whole, *table.texts("fields")])


def _read_purpose(name: str, table: Table) -> Purpose:
    return Purpose(
        name=name,
        basis=table.some_of("basis", Basis),
        balancing_test=table.optional_text("lia"),
        anonymous_only=table.flag("anonymous_only"),
        min_group=table.number("min_group"),
    )


def _read_facts(table: Table) -> Mapping[str, str]:
    return _freeze({name: table.text(name) for name in table.names()})


def _read_recipient(name: str, table: Table, categories: Mapping[str, Category]) -> Recipient:
    only = table.optional_texts("fields_only")
    without = table.optional_texts("except") or ()
    for category in sorted(set(without) - set(categories)):
        table.complain(f"unknown category `{category}`")
    return Recipient(
        name=name,
        kind=table.one_of("kind", Kind, Kind.THIRD_PARTY),
        categories=frozenset(_expand(table.texts("categories"), {ALL: tuple(categories)})) - set(without),
        fields_only=None if only is None else frozenset(only),
        fields_except=frozenset(table.optional_texts("fields_except") or ()),
        purposes=table.texts("purposes"),
        when=table.texts("when"),
        secret=table.flag("secret"),
        ciphertext_only=table.flag("ciphertext_only"),
    )


def _read_coarsening(name: str, table: Table) -> Coarsening:
    fields, default = frozenset(table.texts("fields")), table.one_of("default", Form, Form.WITHHOLD)
    forms = {recipient: table.one_of(recipient, Form, Form.WITHHOLD) for recipient in table.names()}
    return Coarsening(name, fields, default, _freeze(forms))


def _read_retention(table: Table, categories: Mapping[str, Category], core: Sequence[str]) -> RetentionRule:
    names = table.texts("categories")
    as_core = table.peek("if_obliged") == AS_CORE
    obliged = table.period("if_obliged") if "if_obliged" in table.names() and not as_core else None
    if as_core:
        table.text("if_obliged")
    return RetentionRule(
        id=table.text("id"),
        categories=frozenset(_expand(names, {ALL: tuple(categories), CORE: core})),
        named=frozenset(_expand([name for name in names if name != ALL], {CORE: core})),
        trigger=table.one_of("trigger", Trigger, Trigger.SUBJECT_DISPOSED),
        after=table.period("after"),
        if_obliged=obliged,
        as_core=as_core,
        action=table.one_of("action", Action, Action.DELETE),
    )


def _read_duties(table: Table) -> tuple[Duty, ...]:
    """Read the duties of other regimes; a file without them knows none."""
    return tuple(_read_duty(duty) for duty in table.items("duties", "id")) if "duties" in table.names() else ()


def _read_duty(table: Table) -> Duty:
    return Duty(table.text("id"), table.text("law"), table.period("keep"), frozenset(table.texts("sources")))


def _read_transient(table: Table) -> Mapping[str, Period]:
    return _freeze({name: table.period(name) for name in TRANSIENT})


def _read_hold(table: Table) -> Mapping[str, Any]:
    return _freeze(
        {
            "reasons": table.texts("reasons"),
            "review_every": table.period("review_every"),
            "authority_extension_max": table.period("authority_extension_max"),
        },
    )


def _read_four_eyes(table: Table) -> FourEyesRule:
    return FourEyesRule(
        id=table.text("id"),
        outcome=table.one_of("outcome", Outcome, Outcome.REJECT),
        over_true_match=table.flag("over_true_match"),
    )


def _read_transfer(table: Table) -> Mapping[str, Any]:
    return _freeze(
        {
            "adequacy_file": table.text("adequacy_file"),
            "safeguards": table.texts("safeguards"),
            "scc_needs": table.texts("scc_needs"),
            "derogation_recipients": table.texts("derogation_recipients"),
        },
    )


def _expand(names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Replace the names of groups by what is in them."""
    return tuple(part for name in names for part in groups.get(name, (name,)))
