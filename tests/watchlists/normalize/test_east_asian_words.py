"""Words inside names that are written without spaces."""

import pytest

from watchlists.normalize.east_asian_words import translate


@pytest.mark.parametrize(
    ("written", "translated", "why"),
    [
        ("华为技术有限公司", "华为 technology co ltd", "Chinese, simplified"),
        ("華信船務有限公司", "華信 shipping co ltd", "traditional"),
        ("コリア・トレーディング", "korea ・ trading", "words in katakana"),
        ("バンクーバー", "バンクーバー", "a word inside another is none"),
        ("株式会社プラズマ", "kabushiki kaisha プラズマ", "a form of company before a name"),
        ("조선무역회사", "korea trading company", "Korean"),
        ("公安局", "公安 bureau", "one sign at the end"),
        ("局长", "局长", "and nowhere else"),
        ("Rosneft", "Rosneft", "Latin letters"),
    ],
)
def test_translates(written: str, translated: str, why: str) -> None:
    assert " ".join(translate(written).split()) == translated, why
