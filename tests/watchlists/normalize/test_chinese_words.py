"""The tables of Chinese companies' words: what is written twice would hide one meaning behind another."""

from watchlists.normalize.chinese_words import CHINESE_CITIES, CHINESE_MEANINGS


def test_no_word_has_two_meanings() -> None:
    words = [word for words in CHINESE_MEANINGS.values() for word in words.split()]
    assert len(words) == len(set(words))


def test_cities_stand_once_and_are_two_signs_or_more() -> None:
    cities = CHINESE_CITIES.split()
    assert len(cities) == len(set(cities))
    assert all(len(city) > 1 for city in cities)


def test_meanings_are_english_words() -> None:
    assert all(meaning.isascii() and meaning == meaning.lower() for meaning in CHINESE_MEANINGS)
