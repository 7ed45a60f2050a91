"""What analysts read."""

import pytest

from watchlists.matching.names import explain_names
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Viktor Bout", "Viktor Bout", "same name"),
        ("VIKTOR BOUT", "Viktor Bout", "same name, written with other case, accents, punctuation or script"),
        ("Bout Viktor", "Viktor Bout", "same words in another order"),
        ("Dr. Viktor Bout", "Viktor Bout", "same words without titles and particles"),
        ("Viktor But", "Viktor Bout", "one letter differs: 'but' and 'bout'"),
        ("Mohamed Ali", "Muhammad Ali", "forms of one name: 'mohamed' and 'muhammad'"),
        ("Lukashanka Ali", "Lukashenko Ali", "two letters differ: 'lukashanka' and 'lukashenko'"),
        ("Bob Menendes", "Robert Menendes", "forms of one name: 'bob' and 'robert'"),
        ("V Bout", "Viktor Bout", "initial: 'v' and 'viktor'"),
        ("ViktorBout", "Viktor Bout", "same letters, words written together or apart"),
        ("Viktor Bout", "Viktor A. Bout", "the submitted name leaves out 'a'"),
        ("Viktor Ivan Bout", "Viktor Bout", "the list leaves out 'ivan'"),
        ("Viktor Medved Bout", "Viktor Kamal Bout", "'medved' stands against 'kamal'"),
        ("محمد", "Muhammad", "same consonants, one without its vowels: 'mhmd' and 'muhammad'"),
    ],
)
def test_persons(left: str, right: str, reason: str) -> None:
    assert explain_names(prepare_person(left), prepare_person(right)) == reason


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("IRISL", "Islamic Republic of Iran Shipping Lines", "one is the first letters of the other"),
        ("Kara Zavod", "Kara Factory", "same meaning: 'zavod' and 'factory'"),
        ("Kara LLC", "Kara PLC", "same words without titles and particles; another legal form"),
        ("Kara", "Kara PLC", "same words without titles and particles; legal form left out"),
    ],
)
def test_organisations(left: str, right: str, reason: str) -> None:
    assert explain_names(prepare_organisation(left), prepare_organisation(right)) == reason
