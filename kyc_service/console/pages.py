"""Pages: templates, and how values are written in them. Everything is escaped, and names keep their direction."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pycountry
from babel.dates import format_date, format_datetime
from babel.numbers import get_group_symbol
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from kyc_service import __version__
from kyc_service.console import languages, titles, words
from kyc_service.console.languages import Language, decimal, gettext, ngettext
from kyc_service.console.sentences import sentence
from kyc_service.console.words import WORDS
from kyc_service.domain.people.accounts import SignedIn
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.risk.voices import ENGLISH, Voice

LONGEST_SIGN = 2
"""Letters of a country's code. Longer codes are words."""
_MINUTE = 60
_SIZES = ((86400, "d"), (3600, "h"), (_MINUTE, "min"))
"""Seconds in each unit of time, the largest first."""


def render(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """Write a page. A value that the template names and nobody gave is an error, not a gap."""
    shown = {"version": __version__, "language": languages.current().value, **values}
    return _environment().get_template(template).render(shown)


@dataclass(frozen=True, slots=True)
class Link:
    """A page that the navigation leads to."""

    name: str
    title: str
    address: str
    permission: Permission


LINKS = (
    Link("queue", "Queue", "/console/", Permission.CASES_READ),
    Link("dashboard", "Dashboard", "/console/dashboard", Permission.DASHBOARD_READ),
    Link("subjects", "Subjects", "/console/subjects", Permission.SUBJECTS_SEARCH),
    Link("screening", "Screening", "/console/screening", Permission.SCREENING_AD_HOC),
    Link("lists", "Lists", "/console/lists", Permission.LISTS_READ),
    Link("monitoring", "Monitoring", "/console/monitoring", Permission.LISTS_READ),
    Link("audit", "Audit", "/console/audit", Permission.AUDIT_READ),
    Link("profiles", "Profiles", "/console/profiles", Permission.LISTS_READ),
    Link("risk_tables", "Risk factors", "/console/risk/tables", Permission.LISTS_READ),
    Link("privacy", "Privacy", "/console/privacy", Permission.PRIVACY_READ),
    Link("keys", "API keys", "/console/keys", Permission.KEYS_MANAGE),
    Link("webhooks", "Webhooks", "/console/webhooks", Permission.WEBHOOKS_MANAGE),
    Link("people", "People", "/console/people", Permission.PEOPLE_MANAGE),
)


def navigation(person: SignedIn) -> tuple[Link, ...]:
    """List the pages that somebody may see."""
    return tuple(link for link in LINKS if link.permission in person.permissions)


_TABLES: Mapping[str, Mapping[Any, str]] = {
    "titles": words.QUEUES,
    "relations": words.RELATIONS,
    "searches": words.SEARCHES,
    "hints": words.HINTS,
    "stales": words.STALES,
    "alarms": words.ALARMS,
    "states": words.REGISTERS,
    "gates": words.GATES,
    "decided": words.DECIDED,
    "origins": words.ORIGINS,
    "actions": words.ACTIONS,
    "changes": words.CHANGES,
    "cautions": titles.CAUTIONS,
    "purposes": titles.PURPOSES,
    "key_states": titles.KEY_STATES,
    "scope_titles": titles.SCOPE_TITLES,
    "deliveries_say": titles.DELIVERIES,
    "tries": titles.TRIES,
    "privacy_tabs": titles.PRIVACY_TABS,
    "rights": titles.RIGHTS,
    "request_states": titles.REQUEST_STATES,
    "methods_say": titles.METHODS,
    "hold_states": titles.HOLD_STATES,
    "hold_steps": titles.HOLD_STEPS,
    "policy_states": titles.POLICY_STATES,
    "override_reasons_say": titles.OVERRIDE_REASONS,
    "disabled_say": titles.DISABLED,
    "try_errors": titles.TRY_ERRORS,
    "event_kinds": titles.EVENT_KINDS,
    "hook_tabs": titles.HOOK_TABS,
    "run_triggers": words.RUN_TRIGGERS,
    "run_states": words.RUN_STATES,
    "feed_states": titles.FEED_STATES,
    "feed_steps": titles.FEED_STEPS,
    "watch_tabs": titles.WATCH_TABS,
    "due_reasons": titles.DUE_REASONS,
}
"""Tables of texts that templates read, by the name that they have there."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kyc_service.console"),
        autoescape=select_autoescape(default_for_string=True, default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        navigation=navigation,
        countries=countries,
        empties=words.EMPTY,
        languages=words.LANGUAGES,
    )
    environment.globals.update({name: Spoken(table) for name, table in _TABLES.items()})
    filters = (word, country, day, moment, age, isolated, percent, size, span, thousands, decimal, sentence, exactly)
    environment.filters.update({one.__name__: one for one in filters})
    return environment


class Spoken(Mapping[Any, str]):
    """A table of texts, read in the current language."""

    def __init__(self, texts: Mapping[Any, str]) -> None:
        """Keep the texts as they stand in the code."""
        self._texts = texts

    def __getitem__(self, code: object) -> str:
        """Say the text of a code."""
        return gettext(self._texts[code])

    def __iter__(self) -> Iterator[Any]:
        """Go through the codes."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count the texts."""
        return len(self._texts)


def word(code: object) -> str:
    """Say a code in words: those that are known by the table, any other by its own words."""
    return gettext(in_english(code))


def in_english(code: object) -> str:
    """Say a code in English words."""
    text = str(getattr(code, "value", code))
    own = text.rpartition(":")[2].replace("_", " ")
    return WORDS.get(text) or own[:1].upper() + own[1:]


def voice() -> Voice:
    """Return how sentences about a rating are said in the current language."""
    return ENGLISH if languages.current() is Language.ENGLISH else Voice(gettext, _say_code, decimal)


def _say_code(code: str) -> str:
    """Say a code among other words; those of countries and industries stay as they are."""
    if len(code) <= LONGEST_SIGN:
        return code
    said = word(code)
    return said[:1].lower() + said[1:] if said[1:2].islower() else said


def country(code: object) -> str:
    """Write a country by its name and code; several, as a list has them, one after the other."""
    return ", ".join(_name_country(part.strip()) for part in str(code).split(","))


def countries() -> tuple[tuple[str, str], ...]:
    """List every country by code and name, in the order of the names."""
    return _list_countries(languages.current())


@cache
def _list_countries(language: Language) -> tuple[tuple[str, str], ...]:
    with languages.speak(language):
        named = [(one.alpha_2, _name(one.alpha_2)) for one in pycountry.countries]
    return tuple(sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold()))


def _name(code: str) -> str:
    """Name a country in the current language; a code that is none of a country is empty."""
    known = pycountry.countries.get(alpha_2=code) if len(code) == 2 else None  # noqa: PLR2004 - ISO 3166-1 alpha-2
    return str(languages.locale().territories.get(code, known.name)) if known else ""


def _name_country(code: str) -> str:
    name = _name(code)
    return f"{name} ({code})" if name else code


def day(when: dt.datetime | dt.date | None) -> str:
    """Write a day, as `26 Nov 2026`."""
    return format_date(when, "d MMM y", locale=languages.locale()) if when else gettext("never")


def moment(when: dt.datetime | None) -> Markup:
    """Write a time with its zone, in a form that machines read as well."""
    if when is None:
        return escape(gettext("never"))
    shown = format_datetime(when.astimezone(dt.UTC), "d MMM y, HH:mm 'UTC'", locale=languages.locale())
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(timespec="seconds"), shown)


def age(when: dt.datetime, now: dt.datetime | None = None) -> str:
    """Say how long ago something was, in the largest unit that says something."""
    seconds = int(((now or dt.datetime.now(dt.UTC)) - when).total_seconds())
    for size, unit in _SIZES:
        if seconds >= size:
            return _measure(seconds // size, unit)
    return gettext("now")


def span(length: dt.timedelta | float) -> str:
    """Write a length of time, given as such or in seconds, in the largest unit that says something."""
    seconds = int(length.total_seconds() if isinstance(length, dt.timedelta) else length)
    for size, unit in _SIZES:
        if seconds >= 3 * size or (size == _MINUTE and seconds >= size):
            return _measure(seconds // size, unit)
    return _measure(seconds, "s")


def _measure(number: int, unit: str) -> str:
    return f"{number} {gettext(words.UNITS[unit])}"


def isolated(text: object) -> Markup:
    """Write a text of somebody else so that its direction and its letters change nothing around it."""
    return Markup('<bdi class="theirs">{}</bdi>').format(str(text))


def percent(fraction: float) -> str:
    """Write a score, 0 to 1, in per cent without decimals; never rounded up to certainty."""
    return languages.percent(str(int(fraction * 100 + 1e-9)))


def size(count: int) -> str:
    """Write how large a file is, in the largest unit that says something."""
    for factor, unit in ((1_000_000, "MB"), (1000, "kB")):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} B"


def exactly(fraction: float) -> str:
    """Write a threshold, 0 to 1, in per cent with the decimal that it may have."""
    return languages.percent(languages.decimal(round(fraction * 100, 1)))


def thousands(number: int) -> str:
    """Write a whole number in groups of three: with a narrow space that does not break, or as the language has it."""
    between = "\u202f" if languages.current() is Language.ENGLISH else get_group_symbol(languages.locale())
    return f"{number:,}".replace(",", between)
