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
        ("金华市海润动力科技有限公司", "金华 海润 power technology co ltd", "a city, and the word for it"),
        ("深圳市蓝帽国际贸易", "shenzhen 蓝帽 international trading", "the same behind a word that is known"),
        ("万年县昌宏园林建设", "万年 昌宏 landscape construction", "a county that no table has"),
        ("江西省路桥工程", "jiangxi road bridge engineering", "a province"),
        ("陇南武浙隧道工程", "陇南 武浙 tunnel engineering", "a city without the word for it"),
        ("瓯海南湖", "瓯海南湖", "a place inside other words is none"),
        ("珠海格力", "zhuhai 格力", "a place in front of a brand"),
        ("第150航空機修理工場", "150 aircraft repair plant", "a number"),
        ("山东 金 港口 有限 公司", "shandong 金 port co ltd", "spaces that part nothing"),
        ("東京 太郎", "東京 太郎", "but they stay where nothing is translated"),
        ("Rosneft", "Rosneft", "Latin letters"),
    ],
)
def test_translates(written: str, translated: str, why: str) -> None:
    assert " ".join(translate(written).split()) == translated, why
