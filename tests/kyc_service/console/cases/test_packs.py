"""The evidence pack on a case's page: without a script by loading again, with one by itself."""

from __future__ import annotations

import re

from kyc_service.domain.people.roles import Role
from kyc_service.services.packs import making
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor


def test_a_pack_from_the_button_to_both_files(market: Caller, visit: MakeVisitor) -> None:
    verification = market.run(market.submit(submission(business={"name": LISTED_NAME})))
    visitor = visit(Role.AUDITOR)
    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        case = work.cases.of_verification(verification)
    assert case is not None
    page = f"/console/cases/{case.id}"
    assert "Make it" in visitor.get(page).text

    asked = visitor.post(f"{page}/pack")
    assert (asked.status_code, asked.headers["Location"]) == (303, f"{page}#pack")
    waiting = visitor.get(page).text
    assert "It is being made." in waiting
    assert 'hx-trigger="every 4s"' in waiting
    part = visitor.get(f"{page}/pack", HX_Request="true").text
    assert part.lstrip().startswith("<section")
    assert visitor.get(f"{page}/pack").headers["Location"] == f"{page}#pack"

    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        (pack,) = work.packs.of_verification(verification)
    assert visitor.get(f"/console/packs/{pack.id}/pdf").status_code == 409
    making.make(market.rt, pack.id)
    made = visitor.get(f"{page}/pack", HX_Request="true").text
    assert "hx-trigger" not in made
    links = re.findall(r'href="(/console/packs/[^"]+)"', made)
    assert [link.rpartition("/")[2] for link in links] == ["pdf", "json"]
    pdf, document = (visitor.get(link) for link in links)
    assert (pdf.mimetype, pdf.data[:5], document.mimetype) == ("application/pdf", b"%PDF-", "application/json")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", made)) == 2


def test_one_that_failed_says_so_and_what_to_do(market: Caller, visit: MakeVisitor) -> None:
    verification = market.run(market.submit(submission(business={"name": LISTED_NAME})))
    visitor = visit()
    with market.rt.open_work(market.tenant.id, "tester") as work:
        case = work.cases.of_verification(verification)
        pack = making.request(work, verification, market.rt.settings.evidence_pack_life)
        held = work.packs.claim(pack.id, making.LEASE)
        assert held is not None
        work.packs.fail(held, making.TOO_LONG)
    assert case is not None
    told = visitor.get(f"/console/cases/{case.id}").text
    assert "It could not be made: It would have too many pages." in told
    assert "Make another one" in told
