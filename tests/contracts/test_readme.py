"""The README tells the truth about the settings."""

from pathlib import Path

from kyc_service.settings import variables

README = Path(__file__).parents[2] / "README.md"


def test_every_setting_is_in_the_readme() -> None:
    text = README.read_text()
    assert [name for name in variables().values() if f"`{name}`" not in text] == []
