"""Names without umlauts."""

import pytest

from watchlists.normalize.umlauts import spell_out


@pytest.mark.parametrize(
    ("text", "spelt"),
    [("Müller", "Mueller"), ("Ås", "Aas"), ("Øystein", "Oeystein"), ("Ärzte", "Aerzte"), ("Zoë", "Zoë"), ("Jo", "Jo")],
)
def test_umlauts_are_spelt_out_and_nothing_else_is(text: str, spelt: str) -> None:
    assert spell_out(text) == spelt
