"""Words that many organisations share, with their translations, and places. Data only.

Grown from the lists' own document frequencies: a word stands here when it tells little about who is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchlists.normalize.org_meanings import MEANINGS
from watchlists.normalize.text import fold

_STOP_WORDS_TEXT = (
    "the of and for in to a an de du des der die das del la le les los el y et und e i v s za po do da dos im imeni "
    "named after na no nr al ul ur wal lil wa va ve with on at by"
)
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
"""Set aside, unless nothing else is left."""


def _spellings(word: str) -> tuple[str, ...]:
    """Spell a word of the table as folded names have it."""
    return (word,) if word.isascii() else tuple(part.text for part in fold(word) if part.text not in _ARTICLES)


_ARTICLES = frozenset({"al", "ll"})
WORDS: Mapping[str, str] = MappingProxyType(
    {
        spelt[0]: meaning
        for meaning, words in reversed(MEANINGS.items())
        for word in (*words.split(), meaning)
        if len(spelt := _spellings(word)) == 1
    }
)
"""Word -> the meaning it shares with others."""

_PLACES = (
    "iran iranian irani, russia russian rossiya rossiyskaya rossii, korea korean choson, china chinese, syria "
    "syrian suriye, iraq iraqi, libya libyan, cuba cuban, belarus belarusian belarusskaya, myanmar burma, yemen "
    "yemeni, lebanon lebanese, pakistan pakistani, turkey turkish turkiye turk, mexico mexican mexicana, ukraine "
    "ukrainian, germany german deutschland deutsche, france french, uk britain british, usa us american america, "
    "india indian, japan japanese nippon, chad, italy italian italia, spain spanish espana, switzerland swiss "
    "schweiz suisse, sweden swedish sverige, finland finnish suomi, netherlands dutch nederland holland, austria "
    "austrian, poland polish polska, estonia estonian, ethiopia ethiopian, chile chilean, brazil brasil "
    "brazilian, canada canadian, australia australian, singapore, malaysia malaysian, indonesia indonesian, "
    "vietnam, thailand thai siam, egypt egyptian misr, sudan sudanese, somalia somali, kenya kenyan, nigeria "
    "nigerian, algeria, morocco, tunisia, qatar, kuwait, bahrain, oman, emirates uae emirati, saudi saudia, "
    "jordan, palestine palestinian, israel israeli, afghanistan afghan, venezuela venezolana, colombia colombian "
    "colombiana, panama panamena, africa african, asia asian, arab arabian arabiya arabia, moscow moskva "
    "moskovskiy, london, beijing peking, shanghai, dubai, tehran teheran, damascus, pyongyang, minsk, hongkong, "
    "paris, berlin, guangzhou, shenzhen, wuhan, sichuan, guangdong, europe european, siberia siberian sibir, ural "
    "uralskiy, volga, caspian, baltic, novosibirsk, kazan, vladivostok, samara, rostov, saratov, istanbul, chicago, "
    "dallas, phoenix, cleveland, crimea krym crimean, donetsk, luhansk lugansk, "
    "petersburg, kish, south southern, north northern, east eastern, west western"
)
"""Spellings of one place stand together; the first one is how it is compared."""

PLACES: Mapping[str, str] = MappingProxyType(
    {word: spellings.split()[0] for spellings in _PLACES.split(", ") for word in spellings.split()}
)
"""Country, city or direction -> one spelling of it."""

HAN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "은행": "bank",
        "그룹": "group",
        "무역": "trading",
        "服务": "service",
        "发展": "development",
        "開發": "development",
        "开发": "development",
        "研究": "research",
        "科学": "scientific",
        "工厂": "plant",
        "中心": "center",
        "基金会": "foundation",
        "管理": "management",
        "기술": "technology",
        "工程": "engineering",
        "航運": "shipping",
        "船務": "shipping",
        "해운": "shipping",
        "物流": "transport",
        "运输": "transport",
        "建筑": "construction",
        "协会": "association",
        "国家": "state",
        "电力": "energy",
        "燃气": "gas",
        "石化": "petrochemical",
        "保险": "insurance",
        "金融": "finance",
        "安全": "security",
        "国防": "defense",
        "微電子": "electronics",
        "微电子": "electronics",
        "机械": "machinery",
        "機械": "machinery",
        "机电": "machinery",
        "化学": "chemical",
        "医药": "medical",
        "医疗": "medical",
        "대학": "university",
        "委员会": "committee",
        "위원회": "committee",
        "系统": "system",
        "伊斯兰": "islamic",
        "人民": "people",
        "인민": "people",
        "信息": "information",
        "情报": "information",
        "通信": "communications",
        "中央": "central",
        "动力": "power",
        "精密": "precision",
        "半导体": "semiconductor",
        "航天": "aerospace",
        "宇航": "aerospace",
        "发动机": "engine",
        "材料": "materials",
        "设备": "equipment",
        "光电": "optoelectronics",
        "网络": "network",
        "实验室": "laboratory",
        "船舶": "ship",
        "商贸": "trading",
        "供应链": "supply chain",
        "会社": "company",
        "有限": "limited",
        "회사": "company",
        "총국": "general bureau",
        "총회사": "general corporation",
        "화학": "chemical",
        "广州": "guangzhou",
        "廣州": "guangzhou",
        "深圳": "shenzhen",
        "武汉": "wuhan",
        "武漢": "wuhan",
        "四川": "sichuan",
        "成都": "chengdu",
        "西安": "xian",
        "南京": "nanjing",
        "杭州": "hangzhou",
        "苏州": "suzhou",
        "天津": "tianjin",
        "重庆": "chongqing",
        "青岛": "qingdao",
        "厦门": "xiamen",
        "宁波": "ningbo",
        "沈阳": "shenyang",
        "哈尔滨": "harbin",
        "长春": "changchun",
        "济南": "jinan",
        "郑州": "zhengzhou",
        "长沙": "changsha",
        "福建": "fujian",
        "福州": "fuzhou",
        "广东": "guangdong",
        "江苏": "jiangsu",
        "浙江": "zhejiang",
        "山东": "shandong",
        "河北": "hebei",
        "河南": "henan",
        "湖北": "hubei",
        "湖南": "hunan",
        "陕西": "shaanxi",
        "新疆": "xinjiang",
        "辽宁": "liaoning",
        "吉林": "jilin",
        "黑龙江": "heilongjiang",
        "佛山": "foshan",
        "东莞": "dongguan",
        "珠海": "zhuhai",
        "烟台": "yantai",
        "无锡": "wuxi",
        "台湾": "taiwan",
        "臺灣": "taiwan",
        "澳门": "macau",
        "金华": "jinhua",
        "日本": "japan",
        "俄罗斯": "russia",
        "伊朗": "iran",
        "조선": "korea",
        "평양": "pyongyang",
        "股份有限公司": "co ltd",
        "有限责任公司": "co ltd",
        "有限責任公司": "co ltd",
        "有限公司": "co ltd",
        "公司": "company",
        "株式会社": "kabushiki kaisha",
        "集团": "group",
        "集團": "group",
        "银行": "bank",
        "銀行": "bank",
        "技术": "technology",
        "技術": "technology",
        "科技": "technology",
        "贸易": "trading",
        "貿易": "trading",
        "国际": "international",
        "國際": "international",
        "工业": "industry",
        "工業": "industry",
        "电子": "electronics",
        "電子": "electronics",
        "进出口": "import export",
        "進出口": "import export",
        "石油": "oil",
        "中国": "china",
        "中國": "china",
        "北京": "beijing",
        "上海": "shanghai",
        "香港": "hongkong",
        "大连": "dalian",
        "丹东": "dandong",
        "投资": "investment",
        "投資": "investment",
        "实业": "industry",
        "實業": "industry",
        "航运": "shipping",
        "航空": "aviation",
        "化工": "chemical",
        "能源": "energy",
        "建设": "construction",
        "研究所": "research institute",
        "研究院": "research institute",
        "大学": "university",
        "大學": "university",
        "朝鲜": "korea",
        "朝鮮": "korea",
    }
)
"""Words of Chinese and Japanese company names, translated before the rest is read aloud."""


def meaning_of(text: str) -> str | None:
    """Tell what a common word or a place means, in one word for all its spellings; None for any other word."""
    return PLACES.get(text) or WORDS.get(text)
