"""What the page of a case shows of what lies behind it."""

from __future__ import annotations

import re

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor

NOTE = 'An <b>airline</b> of "another" country.'


def test_the_page_says_how_the_pair_was_answered_before_and_what_is_other(market: Caller, visit: MakeVisitor) -> None:
    visitor = visit(Role.SENIOR_ANALYST, name="Mila Fictief")
    first = _open_case(market, "shop-1", "NL")
    page = visitor.get(f"/console/cases/{first}").text
    assert "Nobody answered this pair before." in page
    assert "No other open case, business or person has to do with this one." in page
    hit = (market.ask("GET", f"/v1/cases/{first}", Scope.ANALYST).json or {})["evidence"]["hits"][0]
    form = {"disposition": "false_positive", "reason_code": "different_country", "version": "1", "note": NOTE}
    assert visitor.post(f"/console/cases/{first}/hits/{hit['id']}", form).status_code == 303
    second, other = _open_case(market, "shop-1", "BE"), _open_case(market, "shop-2", "NL")
    text = visitor.get(f"/console/cases/{second}").text
    earlier = text[text.index('id="earlier"') : text.index('class="decide"')]
    assert "False positive</span> Another country, “" in earlier
    assert "An &lt;b&gt;airline&lt;/b&gt; of" in earlier
    assert "Mila Fictief" in earlier
    assert f'href="/console/cases/{first}"' in earlier
    assert "<strong>submitted countries</strong>" in earlier
    related = text[text.index('id="relations"') : text.index('id="asked"')]
    assert re.findall(r"/console/cases/(cas_[0-9a-f]{32})", related) == [first, other]
    assert "shop-2" in related


def test_people_that_a_business_shares_or_had_are_named(market: Caller, visit: MakeVisitor) -> None:
    jan = {"role": "director", "name": "Jan Jansen", "date_of_birth": "1970-01-02"}
    kees = {"role": "director", "name": "Kees Keessen"}
    piet = {"role": "director", "name": "Piet Pietersen", "date_of_birth": "1971-03-04"}
    _open_case(market, "shop-2", "NL", jan, kees)
    _open_case(market, "shop-1", "NL", jan, piet, kees)
    text = visit().get(f"/console/cases/{_open_case(market, 'shop-1', 'NL', jan, kees)}").text
    related = re.sub(r"<[^>]+>", "", text[text.index('id="relations"') : text.index('id="asked"')])
    names_only = "by name only: no birth date is known"
    assert "shop-2: " in related
    assert "Jan Jansen Director" in related
    assert f"Jan Jansen Director, {names_only}" not in related
    assert f"Kees Keessen Director, {names_only}" in related
    assert "Piet Pietersen Director" in related


def _open_case(market: Caller, reference: str, country: str, *people: dict[str, str]) -> str:
    business = {"name": LISTED_NAME, "registration": {"country": country}}
    made = market.run(market.submit(submission(reference=reference, business=business, people=list(people) or None)))
    cases = (market.ask("GET", "/v1/cases?limit=100", Scope.ANALYST).json or {})["items"]
    return next(str(one["id"]) for one in cases if one["verification_id"] == made)
