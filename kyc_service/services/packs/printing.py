"""Print a pack: its content as a PDF of A4 pages. What is not printed in full says where the rest is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kyc_service.services.packs import drawing, letters
from kyc_service.services.packs.sheets import Head, Sheets
from kyc_service.services.packs.words import say, say_moment, say_value

Values = Mapping[str, Any]
MOST_PAGES = 2000
RESTRICTED = "The use of this party's data is restricted: nothing of them is shown."


class PackTooLongError(Exception):
    """More pages than anybody prints."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and how many pages it has."""

    file: bytes
    pages: int


def write(content: Values, sha256: str) -> Printed:
    """Print a content with the digest of its JSON. Raises PackTooLongError."""
    pack, verification = content["pack"], content["verification"]
    made_at = dt.datetime.fromisoformat(pack["made_at"])
    head = Head(
        left=f"Evidence pack · {verification['reference']}",
        right=pack["id"],
        foot=f"Made {say_moment(made_at)} · SHA-256 of the content {sha256[:16]}…",
    )
    sheets = Sheets(letters.choose(letters.collect_texts(content)), head, f"Evidence pack {pack['id']}", made_at)
    names = {party["id"]: _name_of(party) for party in content["parties"]}
    _print_front(sheets, content, sha256)
    _print_parties(sheets, content["parties"])
    _print_checks(sheets, content, names)
    _print_hits(sheets, content["hits"], names)
    _print_registers(sheets, content["checks"], names)
    _print_ownership(sheets, content["ownership"])
    _print_risk(sheets, content["risk"])
    _print_decisions(sheets, content["decisions"])
    _print_timeline(sheets, content["timeline"])
    _print_audit(sheets, content["audit"], sha256)
    if sheets.page_no() > MOST_PAGES:
        raise PackTooLongError
    return Printed(bytes(sheets.output()), sheets.page_no())


def _print_front(sheets: Sheets, content: Values, sha256: str) -> None:
    pack, one, used = content["pack"], content["verification"], content["configuration"]
    sheets.heading(f"Evidence pack: {one['reference']}", 1)
    sheets.fields(
        [
            ("Pack", pack["id"]),
            ("Made", f"{say_moment(pack['made_at'])}, asked for by {_by(pack['requested_by'])}"),
            ("SHA-256 of the content", sha256),
            ("Kept until", f"{say_moment(pack['deleted_at'])}, then deleted"),
        ]
    )
    sheets.heading("The verification")
    sheets.fields(
        [
            ("Verification", one["id"]),
            ("Client's reference", one["reference"]),
            ("Where it stands", say(one["status"]) + (f" ({say(one['reason'])})" if one["reason"] else "")),
            ("Begun for", say(one["trigger"])),
            ("Began", say_moment(one["created_at"])),
            ("Ended", say_moment(one["completed_at"])),
            ("Coverage", say(one["coverage"])),
            ("Noticed at the door", ", ".join(map(say, one["flags"]))),
            ("Case", _case(one)),
        ]
    )
    sheets.heading("What it was made with")
    table, policy = used["risk_table"], used["policy"]
    sheets.fields(
        [
            ("Service", f"version {used['service_version']}, matcher {used['matcher_version']} when the pack was made"),
            ("Policy at submission", one["policy_version"]),
            ("Policy now", f"{policy['id']} {policy['version']}, SHA-256 {policy['sha256']}"),
            ("Risk factors", f"{table['name']} {table['number']}, SHA-256 {table['sha256']}" if table else ""),
        ]
    )


def _case(one: Values) -> str:
    if not one["case_id"]:
        return "none was opened"
    outcome = f", {say(one['case_outcome'])}" if one["case_outcome"] else ""
    assignee = f", with {_by(one['assignee'])}" if one["assignee"] else ""
    return f"{one['case_id']}: {say(one['case_status'])}{outcome}{assignee}"


def _print_parties(sheets: Sheets, parties: Sequence[Values]) -> None:
    sheets.heading("As submitted")
    for party in parties:
        sheets.heading(f"{say(party['role'])}: {_name_of(party)}", 3)
        if party["restricted"]:
            sheets.paragraph(RESTRICTED)
        details = party["details"] or {}
        named = [(say(path.partition(".")[2]), say_value(value)) for path, value in details.items()]
        sheets.fields([*named, ("Id", f"{party['id']}, {say(party['status']).lower()}")])


def _name_of(party: Values) -> str:
    fields = party["details"] or {}
    whole = fields.get("business.name") or fields.get("person.name")
    parts = (fields.get("person.given_name"), fields.get("person.family_name"))
    return str(whole or " ".join(str(part) for part in parts if part) or party["id"])


def _print_checks(sheets: Sheets, content: Values, names: Mapping[str, str]) -> None:
    lists = content["lists"]
    sheets.heading("Lists that were compared with")
    rows = [
        (
            say(one["source"]),
            one["digest"],
            one["published"] or "not said",
            say_moment(one["confirmed_at"]) or "never",
            ("fresh" if one["fresh"] else "stale") + ("" if one["required"] else ", optional"),
        )
        for one in lists["compared"]
    ]
    sheets.grid(("List", "Version (SHA-256)", "Published", "Confirmed", "Then"), (0.14, 0.4, 0.12, 0.2, 0.14), rows)
    if lists["missing"]:
        sheets.paragraph(f"Required lists that were not there: {', '.join(map(say, lists['missing']))}.")
    if not rows:
        sheets.paragraph("No list was compared with.")
    sheets.heading("Every check")
    rows = [
        (
            say(check["kind"]) + (f", {say(check['source'])}" if check["source"] else ""),
            _short(names.get(check["subject_id"], check["subject_id"])),
            say(check["status"]) + (f" ({say(check['reason'])})" if check["reason"] else ""),
            ("required" if check["required"] else "optional") + f", try {check['attempt']}",
            _screening(check["screening"]),
        )
        for check in content["checks"]
    ]
    titles = ("Check", "About", "Result", "", "Compared by")
    sheets.grid(titles, (0.18, 0.24, 0.22, 0.14, 0.22), rows)


def _screening(found: Values | None) -> str:
    if found is None:
        return ""
    profile = f", profile {found['profile']} {found['profile_number']}" if found["profile"] else ""
    return f"matcher {found['matcher_version']}, service {found['code_version']}, from {found['threshold']}{profile}"


def _short(text: str) -> str:
    """Cut a name that is repeated; it stands in full where it was submitted."""
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - two lines of a cell


def _print_hits(sheets: Sheets, hits: Sequence[Values], names: Mapping[str, str]) -> None:
    sheets.heading("Every hit with its evidence")
    if not hits:
        sheets.paragraph("No hit on any list.")
    for number, hit in enumerate(hits, 1):
        entry = hit["entry"]
        caption = entry["caption"] if entry else hit["entry_id"]
        sheets.heading(f"Hit {number} of {len(hits)}: {caption}, {say(hit['source'])}, {hit['score']:.2f}", 2)
        answered = f" by {_by(hit['answered_by'])}" if hit["answered_by"] else ""
        reason = f": {say(hit['reason_code'])}" if hit["reason_code"] else ""
        sheets.fields(
            [
                ("About", names.get(hit["subject_id"], hit["subject_id"])),
                ("Answer", f"{say(hit['status'])}{answered}{reason}"),
                ("Note", hit["note"] or ""),
                ("Earlier answer", (hit.get("allowlist") or {}).get("text", "")),
                ("Score", f"{hit['score']:.4f}"),
                ("List version", hit["list_digest"]),
            ]
        )
        if hit["restricted"]:
            sheets.paragraph(RESTRICTED)
            continue
        _print_evidence(sheets, hit["evidence"])
        _print_entry(sheets, entry)
        for listing in hit["listings"]:
            other = listing["entry"]
            listed = f"{other['caption']}, {say(other['source'])}, {other['id']}, {listing['score']:.2f}"
            sheets.paragraph(f"The same party elsewhere: {listed}")


def _print_evidence(sheets: Sheets, evidence: Sequence[Values]) -> None:
    strongest = sorted(evidence, key=lambda piece: -abs(piece["effect"]))
    rows = [(say(one["noun"]), one["ours"], one["theirs"], one["reason"], f"{one['effect']:+.2f}") for one in strongest]
    sheets.grid(("What", "Submitted", "Listed", "Why", "Effect"), (0.11, 0.26, 0.26, 0.28, 0.09), rows)


def _print_entry(sheets: Sheets, entry: Values) -> None:
    names = "\n".join(f"{name['value']} ({say(name['kind']).lower()})" for name in entry["names"])
    relations = "; ".join(
        f"{say(one['type'])}: {one['target_name'] or one['target_id']}" for one in entry.get("relations", ())
    )
    sheets.fields(
        [
            ("Entry", f"{entry['id']}, {say(entry['kind']).lower()}"),
            ("Names", names),
            ("Birth dates", say_value(entry["birth_dates"])),
            ("Countries", say_value(entry["countries"])),
            ("Topics", ", ".join(map(say, entry["topics"]))),
            ("Programmes", say_value(entry["programmes"])),
            ("Listed on", entry["listed_on"] or ""),
            ("Why it is listed", say_value(entry["reasons"])),
            ("Related", relations),
            ("Publisher", entry["url"] or ""),
        ]
    )


def _print_registers(sheets: Sheets, checks: Sequence[Values], names: Mapping[str, str]) -> None:
    asked = [check for check in checks if check["register"]]
    sheets.heading("Registers")
    if not asked:
        sheets.paragraph("No register answered.")
    for check in asked:
        one = check["register"]
        sheets.heading(f"{say(one['register'])}: {_short(names.get(check['subject_id'], ''))}", 3)
        sheets.fields(
            [
                ("Answer", say(one["outcome"]) + (f" ({say(one['code'])})" if one["code"] else "")),
                ("Asked", say_moment(one["asked_at"]) + (", an answer that was still fresh" if one["reused"] else "")),
                ("Its own reference", one["reference"] or ""),
                ("To look at", ", ".join(map(say, one["flags"]))),
                ("Where", one["url"] or ""),
                ("What proves it", "\n".join(_answer(said) for said in one["answers"])),
            ]
        )
        rows = [
            (
                say(row["matter"]),
                say_value(row.get("ours")) or "-",
                say_value(row.get("theirs")) or "-",
                say(row["result"]) + (f": {row['note']}" if row.get("note") else ""),
            )
            for row in one["compared"]
        ]
        if rows:
            sheets.grid(("What", "Submitted", "Register", "Result"), (0.16, 0.3, 0.3, 0.24), rows)


def _answer(said: Values) -> str:
    return f"{say_moment(said['at'])}, HTTP {said['status'] or 'none'}, SHA-256 of the body {said['sha256'] or 'none'}"


def _print_ownership(sheets: Sheets, found: Values | None) -> None:
    sheets.heading("Who owns it")
    if found is None:
        sheets.paragraph("Ownership was not worked out.")
        return
    if found["restricted"]:
        sheets.paragraph("Who owns it is not shown: the use of data is restricted, or nothing is on file now.")
    threshold = f"{found['threshold']:g} %" if found["threshold"] is not None else ""
    sheets.fields([("Owner from", threshold), ("To look at", ", ".join(map(say, found["flags"])))])
    if found["picture"]:
        drawing.draw(sheets, found["picture"])
    for sentence in (*found["owners"], *found["findings"], *found["paths"]):
        sheets.paragraph(f"- {sentence}")
    rows = [
        (
            one["rule"].upper(),
            say(one["verdict"]),
            f"{one['low']:g} to {one['high']:g} %",
            one["why"],
            say(one["if_undecided_were_confirmed"]),
        )
        for one in found["rules"]
    ]
    if rows:
        titles = ("Rule", "Blocked", "Share", "Why", "If open hits were true")
        sheets.grid(titles, (0.1, 0.14, 0.18, 0.4, 0.18), rows)


def _print_risk(sheets: Sheets, found: Values | None) -> None:
    sheets.heading("How carefully to look")
    if found is None:
        sheets.paragraph("The business was not rated.")
        return
    sheets.fields(
        [
            ("Level", say(found["level"])),
            ("By the factors", f"{say(found['computed_level'])}, {found['points']:g} points"),
            ("Rated", say_moment(found["rated_at"])),
            ("Looked at again by", found["review_at"]),
            ("Set by a person", _override(found["override"])),
        ]
    )
    if found["restricted"]:
        sheets.paragraph("What led to it is not shown: the use of data is restricted.")
    rows = [(one["title"], one["text"], f"{one['points']:g} of {one['most']:g}") for one in found["contributions"]]
    if rows:
        sheets.grid(("Factor", "Why", "Points"), (0.24, 0.62, 0.14), rows)


def _override(one: Values | None) -> str:
    if one is None:
        return ""
    agreed = f", agreed by {_by(one['approved_by'])}" if one["approved_by"] else ""
    note = f", “{one['note']}”" if one["note"] else ""
    until = say_moment(one["expires_at"])
    return (
        f"{say(one['level'])} ({say(one['status']).lower()}) by {_by(one['made_by'])}{agreed} until {until}: "
        f"{say(one['reason_code'])}{note}"
    )


def _print_decisions(sheets: Sheets, decisions: Sequence[Values]) -> None:
    sheets.heading("Decisions")
    if not decisions:
        sheets.paragraph("Nobody has decided yet.")
    rows = [
        (
            say(one["outcome"]) + ("" if one["confirmed_at"] else " (proposed)"),
            f"{_by(one['made_by'])}\n{say_moment(one['made_at'])}",
            f"{_by(one['approved_by'])}\n{say_moment(one['confirmed_at'])}" if one["approved_by"] else "",
            say(one["reason_code"]) + (f": “{one['note']}”" if one["note"] else ""),
        )
        for one in decisions
    ]
    if rows:
        sheets.grid(("Outcome", "Made by", "Agreed by", "Why"), (0.14, 0.24, 0.24, 0.38), rows)


def _print_timeline(sheets: Sheets, timeline: Sequence[Values]) -> None:
    sheets.heading("What happened")
    rows = [(say_moment(one["at"]), say(one["op"]), say(one["outcome"]), _by(one["by"])) for one in timeline]
    sheets.grid(("When", "What", "Result", "By"), (0.22, 0.34, 0.18, 0.26), rows)


def _print_audit(sheets: Sheets, audit: Values, sha256: str) -> None:
    sheets.heading("Proof of the audit")
    sheets.paragraph(audit["how"])
    sheets.fields([("Key of the service", audit["key"]), ("SHA-256 of the content", sha256)])
    if audit["left_out"]:
        sheets.paragraph(f"Only the last {len(audit['entries'])} entries are here.")
    sheets.grid(("Entry", "Place in the chain", "Hash of the link"), (0.12, 0.2, 0.68), _links(audit["entries"]))
    sheets.paragraph("Contents, MACs and signatures of the entries stand in the JSON file.")


def _links(entries: Sequence[Values]) -> Iterator[tuple[str, str, str]]:
    for entry in entries:
        sealed = entry["position"] is not None
        yield str(entry["seq"]), str(entry["position"]) if sealed else "not sealed yet", entry["hash"] or ""


def _by(one: Values) -> str:
    return str(one["name"]) if one["name"] == one["id"] else f"{one['name']} ({one['id'][:12]})"
