"""Scenarios an analyst can read: which names mean one party at the default threshold, and why.

query | entry | expected | why
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.dates import PartialDate
from watchlists.matching import DEFAULT_THRESHOLD, compare
from watchlists.matching.names import compare_names, explain_names
from watchlists.model import Entry, Kind, Name, Subject
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation

PERSONS = """
Vladimir Putin | Vladimir PUTIN | yes | same name
PUTIN, Vladimir | Vladimir PUTIN | yes | family name first
Putin Vladimir | Vladimir PUTIN | yes | order
V. Putin | Vladimir PUTIN | yes | initial
Putin V. | Vladimir PUTIN | yes | and behind the family name
Bosco N. | Bosco NTAGANDA | no | a given name and an initial are very many people
Vladimir Vladimirovich Putin | Vladimir PUTIN | yes | patronymic left out by the list
Vladimir Putin | Vladimir Vladimirovich PUTIN | yes | patronymic left out by us
Vladimir Pudin | Vladimir PUTIN | yes | one letter
Wladimir Putin | Vladimir PUTIN | yes | German spelling
Владимир Путин | Vladimir PUTIN | yes | Cyrillic
Vlаdimir Рutin | Vladimir PUTIN | yes | Cyrillic look-alikes
Ｖｌａｄｉｍｉｒ Putin | Vladimir PUTIN | yes | fullwidth letters
VladimirPutin | Vladimir PUTIN | yes | written together
Viktor Putin | Vladimir PUTIN | no | another given name
Vladimir Medvedev | Vladimir PUTIN | no | another family name
Usama bin Ladin | Osama bin LADEN | yes | romanisation
أسامة بن لادن | Usama bin LADEN | yes | Arabic without vowels
Muhammad bin Salman | Mohammed bin SALMAN | yes | romanisation
Salman bin Muhammad | Muhammad bin SALMAN | no | the son is not the father
bin Salman Mohammed | Mohammed bin SALMAN | yes | order, father's name still behind bin
Saddam Hussein al-Dulaimi | Saddam Hussein AL-TIKRITI | no | another nisba
Abdul Aziz Nuristani | 'Abd al-'Aziz AL-NURISTANI | yes | servant of, in two spellings
Abdulaziz Nuristani | 'Abd al-'Aziz AL-NURISTANI | yes | and glued
Saifuddin Rawi | Saif al-Din AL-RAWI | yes | faith, glued
Dr. Rami Makhlouf | Rami MAKHLOUF | yes | title
Hafez Makhlouf | Rami MAKHLOUF | no | brother
Jamal Sultan al-Tikriti | Jamal Mustafa Abdallah Sultan AL-TIKRITI | yes | names in the middle left out
Habib ben Mohamed Loubiri | Habib ben Ahmed LOUBIRI | no | another father
Sergey Viktorovich Lavrov | Sergey Borisovich LAVROV | no | another patronymic
Kim Jong-un | KIM Jong Un | yes | hyphen
Kim Jong Il | KIM Jong Un | no | another syllable is another name
习近平 | XI Jinping | yes | Han characters
习近朋 | 习近平 | no | another character is another name
이재형 | 이재명 | no | another syllable in Hangul
Barry Obama | Barack OBAMA | yes | nickname
van der Berg Jan | Jan van den BERG | yes | particles
1van P3trov | Ivan PETROV | yes | digits for letters
Walijan Abdul Ghafoor Haqqani | WALIJAN | no | one name of many
N.N. | Nursultan NAZARBAYEV | no | initials alone are nobody
Li Peng | LI Peng | yes | a surname that elsewhere is a particle
김정은 | KIM Jong Un | yes | Hangul
김정은 | KIM Jong Il | no | another syllable
Kim Chong-un | KIM Jong Un | yes | another system for Korean
Hsi Chin-ping | XI Jinping | yes | Wade-Giles
حمد الله نومانی | Hamdullah NOMANI | yes | Allah in two words
علیرضا تنگسیری | Ali Reza TANGSIRI | yes | two names glued, Persian
محمد یزدی | Muhammad YAZD | no | a last vowel makes another name
بطرس الحلاق | Boutros AL-HALLAQ | yes | Arabic
Сергей Лавров | Sergejs LAVROVS | yes | Latvian endings
Dmitrij Aleksejevitj GONTJAR | Dmitriy Alekseevich GONCHAR | yes | Swedish spelling
Ігар Карызна | Igor KORYZNA | yes | Belarusian h and a
Uladzimir Mikalaevich Karpiak | Vladimir Nikolayevich KARPYAK | yes | names of another country
KindaAL-SHAMMAT | Kinda AL-SHAMMAT | yes | glued to a particle
Kinda Al Sham Mat | Kinda AL-SHAMMAT | yes | parted
Юрий Леонов / Юрiй Леонов | Yury LEONOV | yes | two names in one value
Sher Mohammad Abdul Khan | Sher Mohammad Padshah KHAN | no | another name beside a common one
"""

ORGANISATIONS = """
Siemens Aktiengesellschaft | Siemens AG | yes | legal form in full
Siemens Aktiengeselschaft | Siemens AG | yes | with a slip
OAO Gazprom | Gazprom JSC | yes | legal form of another country
Open Joint Stock Company Gasprom | OAO Gazprom | yes | one letter
Gazprom | Rosneft | no | another company
CRYSTALORD SYSTEMS LIMITED | CRYSTALORD LTD | no | another company of one brand
Bowne of Chicago, Inc. | Bowne of Cleveland, Inc. | no | another place
Goldman Sachs Fund III | Goldman Sachs Fund IV | no | another number
Brigade Forty-Four | Brigade 44 | yes | number in words
Kara Zavod | Kara Factory | yes | translated word
Industrial and Commercial Bank of Chad | Industrial and Commercial Bank of China | no | another country
IRISL | Islamic Republic of Iran Shipping Lines | yes | first letters
Good Will Company | Goodwill Company | yes | written apart
A.B.C. Company | ABC Co. | yes | letters with dots
The Coca-Cola Company | Coca Cola Company | yes | article and hyphen
Management Company | Westminster Management Company | no | only common words agree
华为技术有限公司 | Huawei Technology Co., Ltd. | yes | Chinese company words
ООО "АЯС 2000" | OOO AYAS 2000 | yes | Cyrillic
ООО "АЯС 2000" | OOO AYAS 2001 | no | another number
Procter and Gamble Co. | Procter & Gamble Co. | yes | ampersand
Cisco Systems, Inc. | CIDCO | no | a short name one letter away, another form
Sonos LLC | LLC SONIS | yes | one letter beside the same form
Банк Мелли Иран | Bank Melli Iran | yes | translated and Cyrillic
بانک ملی ایران | Bank Melli Iran | yes | translated and Persian
NPO Splav | Nauchno-Proizvodstvennoe Obedinenie SPLAV OAO | yes | phrase for a short word
JSC Design Bureau Ikar | АО КОНСТРУКТОРСКОЕ БЮРО ИКАР | yes | phrase in two languages
SSIG | Skyward Specialty Insurance Group | no | four first letters are too few
Kara Bogaz Trading STOCKCOMPANY | Kara Bogaz Trading Stock Company | yes | glued legal form
Bank of the West | Bank of the East | no | another place
Al-Qaida | Al-Qa'ida/Islamic Army | yes | one of two names
3%ers | Three Percenters | yes | a sign for a word
"""


def scenarios(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split("|")) for line in table.strip().splitlines()]


def score(kind: Kind, query: str, listed: str) -> float:
    entry = Entry(id="un:X", source="un", kind=kind, names=(Name(listed),))
    return compare(Subject(kind=kind, names=(query,)), entry).score


@pytest.mark.parametrize(("query", "entry", "expected", "why"), scenarios(PERSONS))
def test_persons(query: str, entry: str, expected: str, why: str) -> None:
    assert (score(Kind.PERSON, query, entry) >= DEFAULT_THRESHOLD) == (expected == "yes"), why


@pytest.mark.parametrize(("query", "entry", "expected", "why"), scenarios(ORGANISATIONS))
def test_organisations(query: str, entry: str, expected: str, why: str) -> None:
    assert (score(Kind.ORGANISATION, query, entry) >= DEFAULT_THRESHOLD) == (expected == "yes"), why


def test_ships_are_compared_without_their_prefix() -> None:
    assert score(Kind.VESSEL, "MV Hellenic Spirit", "HELLENIC SPIRIT") >= DEFAULT_THRESHOLD
    assert score(Kind.VESSEL, "Lady Leila", "LADY RANIA") < DEFAULT_THRESHOLD


WORDS = st.sampled_from(("ali", "viktor", "bout", "kim", "jong", "muhammad", "rawi", "berg", "trading", "bank"))
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@given(NAMES, NAMES)
def test_organisations_compare_the_same_both_ways(left: str, right: str) -> None:
    one, other = prepare_organisation(left), prepare_organisation(right)
    assert compare_names(one, other) == pytest.approx(compare_names(other, one))


@given(st.lists(WORDS, min_size=2, max_size=5, unique=True), st.randoms())
def test_the_order_of_a_person_s_names_does_not_matter(words: list[str], chance: random.Random) -> None:
    mixed = chance.sample(words, len(words))
    assert score(Kind.PERSON, " ".join(mixed), " ".join(words)) >= DEFAULT_THRESHOLD


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared_and_explained(left: str, right: str) -> None:
    for prepare in (prepare_person, prepare_organisation):
        one, other = prepare(left), prepare(right)
        assert 0 <= compare_names(one, other) <= 1 + 1e-9
        assert explain_names(one, other)


def test_names_of_different_shapes_or_without_letters_are_not_compared() -> None:
    assert compare_names(prepare_person("Ali"), prepare_organisation("Ali")) == 0
    assert compare_names(prepare_person("--"), prepare_person("--")) == 0


def test_a_given_name_and_an_initial_are_a_hit_where_a_birth_date_agrees() -> None:
    born = (PartialDate.of(1973, 11, 5),)
    entry = Entry(id="un:X", source="un", kind=Kind.PERSON, names=(Name("Bosco Ntaganda"),), birth_dates=born)
    assert compare(Subject(kind=Kind.PERSON, names=("Bosco N",)), entry).score < DEFAULT_THRESHOLD
    assert compare(Subject(kind=Kind.PERSON, names=("Bosco N",), birth_dates=born), entry).score >= DEFAULT_THRESHOLD


def test_a_family_name_that_the_publisher_marks_is_whole_beside_an_initial() -> None:
    entry = Entry(id="un:X", source="un", kind=Kind.PERSON, names=(Name("Ntaganda Bosco", family="Ntaganda"),))
    assert compare(Subject(kind=Kind.PERSON, names=("Ntaganda B",)), entry).score >= DEFAULT_THRESHOLD
