"""Directors and owners as submitted, against those whom a register names."""

import datetime as dt
from string import ascii_lowercase, ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.comparisons import Compared, Matter, Result
from kyc_service.domain.registers import Extract, Officer, Owner
from kyc_service.verifiers.comparing import people as module
from kyc_service.verifiers.comparing.likening import MOST_LISTED
from kyc_service.verifiers.comparing.people import compare_people, unsubmitted
from kyc_service.verifiers.comparing.submitted import SubmittedPerson
from watchlists.dates import PartialDate

ENDED = dt.date(2020, 1, 1)


def born(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def person(name: str, birth: str = "", role: str = "director", **more: object) -> SubmittedPerson:
    return SubmittedPerson(role=role, names=(name,), born=born(birth), **more)


def officer(name: str, birth: str = "", **more: object) -> Officer:
    return Officer(name=name, role="director", born=born(birth), **more)


def owner(name: str, birth: str = "", **more: object) -> Owner:
    return Owner(name=name, born=born(birth), **more)


def extract(*parties: Officer | Owner) -> Extract:
    officers = tuple(party for party in parties if isinstance(party, Officer))
    owners = tuple(party for party in parties if isinstance(party, Owner))
    return Extract(officers=officers, owners=owners, names_officers=True, names_owners=True)


def first(people: list[SubmittedPerson], register: Extract) -> Compared:
    return compare_people(people, register)[0]


@pytest.mark.parametrize(
    ("ours", "born_ours", "theirs", "born_theirs", "result", "note"),
    [
        ("Anna de Vries", "", "DE VRIES, Anna", "", "match", ""),
        ("Anna de Vries", "1978-05-14", "DE VRIES, Anna Maria", "1978-05", "match", "leaves out"),
        ("Anna de Vries", "", "de Vries, Anna Maria Johanna", "", "partial", "leaves out"),
        ("J. Jansen", "", "JANSEN, Jan", "", "match", "initial"),
        ("Øystein Ås", "1970-01-01", "Oystein Aas", "1970-01-01", "match", ""),
        ("Jürgen Müller", "", "MUELLER, Juergen", "", "match", ""),
        ("Jan Jansen", "1970-02-01", "Jan Jansen", "1970-01-02", "partial", "swapped"),
        ("Jan Jansen", "1970-02-01", "Jan Jansen", "1970-02-07", "partial", "one digit differs"),
        ("Jan Jansen", "1970", "Jan Jansen", "1970-11-30", "match", ""),
        ("Jan Jansen", "1970-02", "Jan Jansen", "1940-02", "mismatch", "another birth date"),
        ("John Smith", "", "Joan Smith", "", "partial", "one letter differs"),
        ("John Smith", "1970-02", "Joan Smith", "1970-02", "match", "one letter differs"),
        ("John Smith", "1970-02", "Joan Smith", "1981-07", "mismatch", "does not name"),
        ("Jan Jansen", "", "Piet Pietersen", "", "mismatch", "does not name"),
        ("李伟", "", "Li Wei", "", "match", ""),
    ],
)
def test_one_director_against_one_officer(
    ours: str, born_ours: str, theirs: str, born_theirs: str, result: str, note: str
) -> None:
    found = first([person(ours, born_ours)], extract(officer(theirs, born_theirs)))
    assert found.result == result, found.note
    assert note in (found.note or "")
    assert (found.matter, found.person, found.ours) == (Matter.OFFICER, 0, ours)


@pytest.mark.parametrize(
    ("submitted", "register", "result", "note"),
    [
        (person("Jan Jansen"), extract(officer("Jan Jansen", until=ENDED)), "mismatch", module.ENDED),
        (person("Jan Jansen"), extract(officer("Jan Jansen", until=ENDED), officer("Jan Jansen")), "match", None),
        (person("Jan Jansen"), extract(owner("Jan Jansen")), "partial", module.ELSEWHERE),
        (person("Jan Jansen", role="owner"), extract(officer("Jan Jansen")), "partial", module.ELSEWHERE),
        (person("Jan Jansen", role="owner"), extract(owner("Jan Jansen", low=25, high=50)), "match", None),
        (person("Jan Jansen", role="owner", most_percent=10), extract(), "not_provided_by_registry", module.BELOW),
        (person("Jan Jansen", role="owner", most_percent=60), extract(), "mismatch", module.NOT_NAMED),
        (person("Jan Jansen", role="owner", most_percent=30), extract(owner("Jan Jansen", low=75, high=100)), "partial",
         module.LARGER),
        (person("Jan Jansen", role="owner", most_percent=90), extract(owner("Jan Jansen", low=25, high=50)), "partial",
         module.SMALLER),
        (person("Jan Jansen", role="owner", through=("Acme Holding B.V.",)),
         extract(owner("ACME HOLDING BV", is_person=False)), "partial", module.IN_BETWEEN),
        (person("Jan Jansen", role="owner"), extract(owner("JAN JANSEN", is_person=False)), "mismatch",
         module.NOT_NAMED),
        (person("Jan Jansen"), Extract(), "not_provided_by_registry", None),
        (person("Jan Jansen", role="owner"), Extract(), "not_provided_by_registry", None),
        (person("Jan Jansen"), Extract(officers=(officer("Jan Jansen"),)), "match", None),
    ],
)  # fmt: skip
def test_what_a_role_makes_of_it(submitted: SubmittedPerson, register: Extract, result: str, note: str | None) -> None:
    found = first([submitted], register)
    assert (found.result, found.note) == (result, note)


def test_contacts_representatives_and_signatories_are_not_asked_of_a_register() -> None:
    people = [person("Jan Jansen", role=role) for role in ("contact", "representative", "authorised_signatory")]
    assert compare_people(people, extract()) == ()


@pytest.mark.parametrize(
    ("people", "register", "expected"),
    [
        ([], extract(officer("Jan Jansen"), owner("Piet Pietersen")), ["Jan Jansen", "Piet Pietersen"]),
        ([person("Jan Jansen")], extract(officer("JANSEN, Jan"), owner("Mr Jan Jansen")), []),
        ([person("Jan Jansen", role="contact")], extract(officer("JANSEN, Jan")), []),
        ([], extract(officer("JANSEN, Jan"), officer("Jan Jansen"), owner("Mr Jan Jansen")), ["JANSEN, Jan"]),
        ([], extract(officer("Jan Jansen", until=ENDED)), []),
        ([person("Jan Jansen")], extract(officer("Jan Jansen", "1950-01"), officer("Jan Jansen", "1980-01")), 1),
        ([person("Jan Jansen", "1980-01-05")], extract(officer("Jan Jansen", "1950-01")), ["Jan Jansen"]),
        ([person("John Smith")], extract(officer("Joan Smith")), ["Joan Smith"]),
        ([person("John Smith", "1970-02")], extract(officer("Joan Smith", "1970-02")), []),
        ([person("Anna de Vries")], extract(officer("de Vries, Anna Maria Johanna")), []),
        ([], extract(owner("Acme Holding B.V.", is_person=False)), ["Acme Holding B.V."]),
        ([person("Jan", role="owner", through=("Acme",))], extract(owner("ACME BV", is_person=False)), []),
        ([], Extract(officers=(officer("Jan Jansen"),)), []),
    ],
)  # fmt: skip
def test_who_is_left_to_screen(people: list[SubmittedPerson], register: Extract, expected: list[str] | int) -> None:
    names = [party.name for party in unsubmitted(register, people)]
    assert (len(names) if isinstance(expected, int) else names) == expected


def test_of_father_and_son_the_one_who_was_submitted_is_known() -> None:
    register = extract(officer("Jan Jansen", "1950-01"), officer("Jan Jansen", "1980-01"))
    left = unsubmitted(register, [person("Jan Jansen", "1980-01-05")])
    assert [str(party.born) for party in left] == ["1950-01"]


def test_of_more_officers_than_are_compared_nobody_is_lost() -> None:
    names = [f"Jan {first}ak{last}er" for first in ascii_uppercase for last in ascii_lowercase][: MOST_LISTED + 5]
    left = unsubmitted(extract(*map(officer, names)), [person(names[1])])
    assert [party.name for party in left] == [name for name in names if name != names[1]]


def test_whom_only_the_register_names_has_a_row_but_small_owners_need_not_be_named() -> None:
    rows = compare_people([], extract(officer("Jan Jansen"), owner("Piet Pietersen", low=5, high=10)))
    assert [(row.matter, row.result, row.theirs) for row in rows] == [
        (Matter.OFFICER, Result.NOT_SUBMITTED, "Jan Jansen")
    ]


def test_nothing_that_is_compared_shows_a_name_by_accident() -> None:
    row = first([person("Wilhelmina Proefpersoon", "1977-07-07")], extract(officer("Wilhelmina Proefpersoon")))
    assert "Wilhelmina" not in f"{row!r} {person('Wilhelmina Proefpersoon')!r}"


NAMES = st.one_of(
    st.text(max_size=30), st.sampled_from(["Jan Jansen", "JANSEN, Jan", "Li Wei", "李伟", "", " ", "O'Neil"])
)
BIRTHS = st.sampled_from([None, PartialDate.of(1970), PartialDate.of(1970, 2, 1), PartialDate.of(1980, 5)])


@settings(deadline=None)
@given(
    st.lists(st.tuples(NAMES, BIRTHS, st.sampled_from(["director", "owner", "contact"])), max_size=4),
    st.lists(st.tuples(NAMES, BIRTHS, st.booleans()), max_size=4),
    st.lists(st.tuples(NAMES, BIRTHS, st.booleans()), max_size=4),
)
def test_any_names_are_compared_and_nobody_of_the_register_is_lost(submitted: list, acting: list, owning: list) -> None:
    people = [SubmittedPerson(role=role, names=(name,), born=birth) for name, birth, role in submitted]
    officers = tuple(Officer(name=name, role="x", born=birth, is_person=is_person) for name, birth, is_person in acting)
    owners = tuple(Owner(name=name, born=birth, is_person=is_person) for name, birth, is_person in owning)
    register = Extract(officers=officers, owners=owners, names_officers=True, names_owners=True)
    rows = compare_people(people, register)
    assert {row.person for row in rows} - {None} == {
        place for place, one in enumerate(people) if one.role != "contact" and one.names
    }
    left = unsubmitted(register, people)
    assert all(any(party is one for one in (*officers, *owners)) for party in left)
    if not people:
        assert {party.name for party in (*officers, *owners)} - {party.name for party in left} <= {
            party.name for party in (*officers, *owners) if any(_words(party.name) == _words(one.name) for one in left)
        }


def _words(name: str) -> frozenset[str]:
    from kyc_service.verifiers.comparing.names import Written
    from watchlists.model import Kind

    return Written(name, Kind.PERSON).words | Written(name, Kind.ORGANISATION).words
