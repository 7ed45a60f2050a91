"""Sentences of the service in the language of the page: whatever it can say has a pattern, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.console import languages
from kyc_service.console.languages import Language
from kyc_service.console.patterns import TABLES
from kyc_service.console.sentences import sentence, translate
from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.parties import Means, PartyKind
from kyc_service.domain.ownership.rules import RULES, RuleName
from kyc_service.services.ownership import pictures, words
from kyc_service.verifiers.comparing import addresses, comparison, likening, people
from tests.fixtures.ownership import graph, link
from watchlists.dates import PartialDate
from watchlists.matching.evidence import dates, identifiers
from watchlists.matching.score import compare
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Subject
from watchlists.normalize.identifiers import TYPES


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    with languages.speak(Language.DUTCH):
        yield


SAID = [
    ("same name", "zelfde naam"),
    ("one letter differs: 'jansen' and 'janssen'", "één letter verschilt: 'jansen' en 'janssen'"),
    ("the list leaves out 'van'; another legal form", "de lijst laat 'van' weg; andere rechtsvorm"),
    ("same passport", "paspoortnummer is gelijk"),
    ("another LEI, which never changes", "LEI-code is anders, en verandert nooit"),
    ("both: CD, EG", "beide: CD, EG"),
    ("birth date: one digit differs; same name", "geboortedatum: één cijfer verschilt; zelfde naam"),
    (
        "the business was submitted as another kind: company, not sole_trader",
        "het bedrijf is opgegeven als andere soort: vennootschap, niet eenmanszaak",
    ),
    ("X owns 12.5 % of Beta", "X bezit 12,5% van Beta"),
    ("25 to 50 %", "25 tot 50%"),
    (
        "X owns 30 % of Beta; Y owns 30 % of Beta, 60 % together: Beta may thereby be blocked",
        "X bezit 30% van Beta; Y bezit 30% van Beta, samen 60%: Beta kan daardoor geblokkeerd zijn",
    ),
    (
        "X controls Beta by a veto and family ties in the name of N: Beta is thereby blocked",
        "X heeft zeggenschap over Beta door een veto en familiebanden op naam van N: Beta is daardoor geblokkeerd",
    ),
    (
        "A: B: sure, 30 % (perhaps control, an interest at the threshold)",
        "A: B: zeker, 30% (misschien zeggenschap, een belang ter grootte van de drempel)",
    ),
    (
        "c0 and c1 and 995 more own one another in a circle.",
        "c0 en c1 en nog 995 zijn in een kring eigenaar van elkaar.",
    ),
    ("X in A: 60 % by kvk, 70 to 80 % by no named source", "X in A: 60% volgens kvk, 70 tot 80% zonder genoemde bron"),
]


@pytest.mark.parametrize(("english", "dutch"), SAID)
def test_a_sentence_is_said_in_dutch(english: str, dutch: str) -> None:
    assert translate(english) == dutch


@pytest.mark.parametrize("text", ["", "nobody ever said this", "same number of moons", "one letter differs: x"])
def test_what_has_no_pattern_is_not_guessed(text: str) -> None:
    assert translate(text) is None


def test_what_has_no_pattern_stays_english_and_says_so() -> None:
    assert sentence("<b>odd</b>") == '<span lang="en">&lt;b&gt;odd&lt;/b&gt;</span>'
    assert sentence("the list leaves out '<b>'") == "de lijst laat &#39;&lt;b&gt;&#39; weg"
    with languages.speak(Language.ENGLISH):
        assert sentence("<b>odd</b>") == "&lt;b&gt;odd&lt;/b&gt;"


@given(st.text())
def test_any_text_is_escaped_and_breaks_nothing(text: str) -> None:
    with languages.speak(Language.DUTCH):
        assert "<" not in str(sentence(text)).replace('<span lang="en">', "").replace("</span>", "")


def test_no_pattern_stands_twice() -> None:
    texts = [text for table in TABLES for text in table]
    assert len(texts) == len(set(texts))


NAMES = (
    "Jan Jansen",
    "JAN JANSEN",
    "Jansen Jan",
    "Janssen Jan",
    "J. Jansen",
    "Johannes Jansen",
    "Jan van der Jansen",
    "Mohammed Abdullah Hassan",
    "Muhammad Abdallah Hasan",
    "Mhmd Hassan",
    "Hassan Mohammed Abdullah",
    "Abd al-Rahman Yusuf",
    "Rahman Yusuf",
    "محمد حسن",
    "毛泽东",
    "Mao Tse-tung",
    "Mao Zedong",
    "William Gates",
    "Bill Gates",
    "Blue Heron Trading B.V.",
    "Blue Heron Trading GmbH",
    "Blueheron Trading",
    "Blue Heron Trade",
    "International Business Machines",
    "IBM",
    "First National Bank",
    "Second National Bank",
)
CANAL = Address("Keizersgracht 1, 1015 CJ Amsterdam", "NL")
PARTIES = (
    {"birth_dates": (PartialDate.parse("1971-05-02"),), "countries": ("NL",), "genders": (Gender.MALE,)},
    {"birth_dates": (PartialDate.parse("1971-02-05"),), "countries": ("DE",), "genders": (Gender.FEMALE,)},
    {"birth_dates": (PartialDate.parse("1971-05"),), "countries": ("NL", "BE")},
    {"birth_dates": (PartialDate.parse("1971"),), "birth_places": (Place("Utrecht", "NL"),)},
    {"birth_dates": (PartialDate.parse("1971-05-03"),), "birth_places": (Place("Zeist, Utrecht", "NL"),)},
    {"birth_dates": (PartialDate.parse("1973-01-01"),), "birth_places": (Place("Kabul", "AF"),)},
    {
        "birth_dates": (PartialDate.parse("1979-01-01"),),
        "addresses": (Address("Keizersgracht 1, 1015 CJ Amsterdam", "NL"),),
    },
    {
        "birth_dates": (PartialDate.parse("1999-01-01"),),
        "addresses": (Address("Damrak 1", "NL", "Amsterdam"),),
    },
    {"birth_places": (Place("Arnhem", "NL"),), "addresses": (CANAL,)},
)


def _reasons() -> Iterator[str]:
    """Compare every party with every other, under every pair of names."""
    for kind in (Kind.PERSON, Kind.ORGANISATION):
        for ours in NAMES:
            for theirs in NAMES:
                name = Name(theirs, NameKind.WEAK if ours == theirs else NameKind.PRIMARY)
                yield from _told(
                    Subject(kind=kind, names=(ours,)), Entry(id="x:1", source="x", kind=kind, names=(name,))
                )
    for one in PARTIES:
        for other in PARTIES:
            entry = Entry(id="x:1", source="x", kind=Kind.PERSON, names=(Name("Jan Jansen"),), **_listed(other))
            for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL):
                yield from _told(Subject(kind=kind, names=("Jan Jansen",), **one), entry)


def _listed(facts: dict[str, object]) -> dict[str, object]:
    return {("nationalities" if name == "countries" else name): value for name, value in facts.items()}


def _told(subject: Subject, entry: Entry) -> Iterator[str]:
    yield from (piece.reason for piece in compare(subject, entry).evidence)


def test_every_reason_of_the_matcher_is_said_in_dutch() -> None:
    reasons = set(_reasons())
    assert len(reasons) > 70, "the parties differ too little"
    assert not [reason for reason in reasons if translate(reason) is None]


@pytest.mark.parametrize("kind", TYPES)
def test_every_kind_of_number_has_a_dutch_name(kind: str) -> None:
    same = identifiers.compare_identifiers([Identifier(kind, "AB1234567")], [Identifier(kind, "AB1234567")])
    assert same is None or translate(same.reason)
    if kind in identifiers.STRONG:
        for other in ("AB1234568", "ZZ7654321"):
            ours, theirs = Identifier(kind, "AB1234567", "NL"), Identifier(kind, other, "NL")
            found = identifiers.compare_identifiers([ours], [theirs])
            assert found is None or translate(found.reason)


@pytest.mark.parametrize("reason", dates._REASONS.values())
def test_every_tier_of_two_days_is_said_in_dutch(reason: str) -> None:
    assert translate(reason)


NOTES = [
    text
    for module in (addresses, comparison, likening, people)
    for name, text in vars(module).items()
    if name.isupper() and isinstance(text, str) and " " in text and name != "_ANOTHER_KIND"
]


@pytest.mark.parametrize("note", NOTES)
def test_every_note_about_a_register_is_said_in_dutch(note: str) -> None:
    assert translate(note)


@pytest.mark.parametrize("code", list(Code))
def test_every_finding_about_owners_is_said_in_dutch(code: Code) -> None:
    told = words.tell_finding({}, Finding(code, ("Alfa; B.V.", "Beta")))
    said = translate(told)
    assert said
    assert "Alfa; B.V." in said


GRAPHS = (
    "X 60 Alfa; Alfa 50 Beta",
    "X 25-50 Beta",
    "X 10 Beta",
    "X 50 Beta",
    "X 30 Beta; Y 30 Beta",
    "X board Beta",
    "X votes Beta; X 20 Beta",
    "X 50 Alfa; Alfa 60 Beta; N 5 Beta for X",
)


@pytest.mark.parametrize("lines", GRAPHS)
@pytest.mark.parametrize("rule", list(RuleName))
def test_every_line_about_owners_is_said_in_dutch(lines: str, rule: RuleName) -> None:
    made = graph(lines)
    told = words.tell_blocking(made.parties, apply_rule(made, "Beta", ["X", "Y"] if "Y" in lines else ["X"], rule))
    told += [words.tell_owner(made.parties, one) for one in find_beneficial_owners(made, "Beta").found]
    assert not [line for line in told if translate(line) is None]
    assert translate(RULES[rule].title)


def test_what_sources_say_of_a_share_is_said_in_dutch() -> None:
    made = Graph.build([], [link("X 60 A", "kvk"), link("X 70-80 A", "")])
    assert translate(words.tell_dispute(made.parties, made.holdings[0]))


@pytest.mark.parametrize("lines", [*GRAPHS, "X 30 Alfa; X votes Alfa; Y agreement Alfa; Alfa 100 Beta"])
@pytest.mark.parametrize("rule", list(RuleName))
def test_every_word_of_the_picture_of_owners_is_said_in_dutch(lines: str, rule: RuleName) -> None:
    made, asked = graph(lines), list[str]()
    blocking = apply_rule(made, "Beta", ["X"], rule)
    pictures.draw(made, find_beneficial_owners(made, "Beta"), [blocking], lambda text: asked.append(text) or text)
    assert not [text for text in asked if translate(text) is None]


@pytest.mark.parametrize("code", [*(kind.value for kind in PartyKind if kind is not PartyKind.UNKNOWN), *Means])
def test_every_kind_of_party_and_of_control_has_a_dutch_word(code: str) -> None:
    assert translate(code)
