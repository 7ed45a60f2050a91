"""Voices: English without anything, and any other language by what it is given."""

from __future__ import annotations

from kyc_service.domain.risk.voices import ENGLISH, Voice


def test_english_says_texts_as_they_stand_and_codes_by_their_words() -> None:
    assert ENGLISH.say("and") == "and"
    assert ENGLISH.name("email_disposable") == "email disposable"
    assert (ENGLISH.write(7.0), ENGLISH.write(7.5)) == ("7", "7.5")


def test_another_language_says_them_its_own_way() -> None:
    voice = Voice(str.upper, str.title, lambda number: f"{number:.1f}")
    assert (voice.say("and"), voice.name("sure"), voice.write(2)) == ("AND", "Sure", "2.0")
