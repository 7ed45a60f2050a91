"""The dashboard: what waits, what came and went, how right the lists were, and whether lists and registers do well."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.dashboard import charts
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.languages import gettext
from kyc_service.domain.people.roles import Permission
from kyc_service.services.desk import counting
from kyc_service.services.desk.figures import AGES, DAYS, Figures
from kyc_service.services.lists import standing
from kyc_service.services.registers.standings import State, states


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/dashboard", "dashboard", Permission.DASHBOARD_READ, show)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the figures of the tenant beside how lists and registers stand."""
    figures, ledger = counting.read_covered(rt, visit.person.tenant_id, visit.person.account_id)
    with rt.open_system("console", read_only=True) as system:
        lists = standing.states(system, rt)
        registers = states(rt, system.register_checks.waiting(), system.now())
    values: dict[str, Any] = {
        "here": "dashboard",
        "figures": figures,
        "chart": charts.draw(figures.days),
        "size": (charts.WIDTH, charts.HEIGHT),
        "ages": _name_ages(figures),
        "span_days": DAYS,
        "lists": lists,
        "stale": [one for one in lists if not one.fresh],
        "registers": registers,
        "down": [one for one in registers if one.state is State.DOWN],
        "coverage": ledger if ledger.edition else None,
        "coverage_alarm": rt.settings.coverage_alarm,
        "links": {
            "cases": visit.may(Permission.CASES_READ),
            "approve": visit.may(Permission.CASES_APPROVE),
            "lists": visit.may(Permission.LISTS_READ),
        },
    }
    return Page("dashboard.html", values)


def _name_ages(figures: Figures) -> list[tuple[str, int]]:
    """Name the groups of ages, the youngest first."""
    between = [gettext("%(low)s to %(high)s days") % {"low": low, "high": high - 1} for low, high in pairwise(AGES)]
    names = [gettext("under a day"), *between, gettext("%(low)s days and more") % {"low": AGES[-1]}]
    return list(zip(names, figures.ages, strict=True))
