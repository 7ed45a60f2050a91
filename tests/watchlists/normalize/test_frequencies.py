"""Weights of words by how common they are."""

from watchlists.normalize.frequencies import organisation_weight, person_weight


def test_common_words_weigh_less() -> None:
    assert person_weight("muhammad") < person_weight("viktor") < person_weight("zzyzx")
    assert organisation_weight("islamic") < organisation_weight("zzyzx")


def test_every_weight_is_between_half_and_rarest() -> None:
    assert 0.5 <= person_weight("al") <= person_weight("zzyzx") == 1.2


def test_a_word_without_vowels_weighs_like_the_common_name_that_it_is() -> None:
    assert person_weight("mhmd", unvocalised=True) == person_weight("muhammad")
    assert person_weight("mhmd") == 1.2
    assert person_weight("zwrwn", unvocalised=True) == 1.2
