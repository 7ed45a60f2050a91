"""Words that many organisations share, with their translations, and places. Data only.

Grown from the lists' own document frequencies: a word stands here when it tells little about who is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_STOP_WORDS_TEXT = (
    "the of and for in to a an de du des der die das del la le les los el y et und e i v s za po do da dos im imeni "
    "named after na no nr al ul ur wal lil wa va ve with on at by"
)
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
"""Set aside, unless nothing else is left."""

_MEANINGS = {
    "bank": "banco banque banka banca bankasi bancorp banking banki",
    "company": "companies empresa firma sharikat",
    "group": "grupo groupe gruppe gruppa grupp grup gruppo majmoo",
    "holding": "holdings kholding holdinq",
    "trading": "trade torgovy torgovyi torgovaya commerce ticaret comercio comercial comercializadora handels handel "
    "tijara bazargani commercial trades",
    "international": "internacional internationale mezhdunarodny mezhdunarodnyi uluslararasi intl internasional "
    "beynolmelali",
    "industry": "industries industrial industria industrias industrie sanayi sanat sanaye sanayeh promyshlennost prom "
    "industriya industrialnaya sanayii",
    "service": "services servicios servis servisi khadamat uslugi",
    "development": "developments razvitie desarrollo razvitiya tosee tose",
    "research": "investigaciones issledovatelsky issledovatelskiy issledovatelskii issledovatelski "
    "nauchnoissledovatelskiy tahghighat pazhouheshi",
    "scientific": "science sciences nauchno nauchny nauchnyi nauchnoye",
    "institute": "institut instituto institution nii",
    "plant": "factory zavod works fabrika fabrik karkhaneh mill kombinat",
    "production": "proizvodstvennoe proizvodstvennaya manufacturing manufacture proizvodstvo proizvodstvenny "
    "proizvodstvennoye manufacturer manufacturers",
    "center": "centre tsentr centro zentrum markaz",
    "organization": "organisation organizatsiya organizacion sazman organizations",
    "foundation": "fond fund bonyad muassasat muassasa vakfi fundatsiya",
    "management": "menedzhment upravlyayushchaya upravlenie managing gestion",
    "technology": "technologies tekhnologii tech technological tekhnologiya technical technika teknoloji tecnologia "
    "fanavari tehnologii",
    "investment": "investments invest investitsii inversiones investors investissement investitsionnaya sarmayeh",
    "enterprise": "enterprises predpriyatie",
    "engineering": "inzhiniring engineers mohandesi muhendislik",
    "shipping": "shipment denizcilik kashtirani sudokhodnaya navigation maritime marine",
    "transport": "transportation transportes trans transit perevozki logistics logistic logistika haml freight cargo "
    "nakliyat",
    "import": "imports ithalat importadora",
    "export": "exports ihracat exportadora",
    "construction": "building constructions constructora stroitelnaya stroi stroy insaat contracting sakhteman",
    "association": "assotsiatsiya asociacion society jamiat jamiyat union soyuz",
    "bureau": "byuro buro office",
    "design": "konstruktorskoe konstruktorskoye",
    "state": "gosudarstvennoe gosudarstvenny gosudarstvennaya federalnoe",
    "national": "nacional natsionalny natsionalnaya melli milli vatani nationale",
    "general": "obshchiy umum amma",
    "energy": "energiya energia enerji energetik energo power",
    "oil": "neft naft petroleum nafta petrol petroleo",
    "gas": "gaz",
    "petrochemical": "petrochemicals petrochemistry petroshimi neftekhim",
    "steel": "stal foulad metal metals metallurgy metallurgical",
    "mining": "mine mines minera gornaya maden mineral minerals",
    "insurance": "strakhovaya seguros sigorta bimeh strakhovanie",
    "finance": "financial finans finansovaya financiera capital kapital credit",
    "security": "securities okhrana emniyet",
    "defense": "defence oborona oboronnye defa",
    "aviation": "avia aviatsiya airlines airways air aero havacilik havapeyma aerospace aircraft",
    "electronics": "electronic electronica elektronika elektronik electro",
    "machinery": "machine machines mashinostroitelny mashinery mashin equipment",
    "chemical": "chemicals khimicheskiy kimya chemistry chimie",
    "electric": "electrical electricity elektrik",
    "medical": "medicine pharma pharmaceutical pharmaceuticals drug",
    "food": "foods gida alimentos agro agricultural agriculture farm",
    "university": "universitet universidad universite daneshgah academy akademiya",
    "committee": "komitet comite council sovet",
    "ministry": "ministerstvo ministerio vezarat department departament directorate agency agentstvo administration",
    "exchange": "exchangers sarafi hawala money remittance",
    "system": "systems sistemy sistema sistemas sistem",
    "solutions": "solution resheniya",
    "product": "products produkt produktsiya productos produce",
    "project": "projects proekt proje",
    "consulting": "consultants consult konsalting consultancy advisory",
    "properties": "property estate realty real inmobiliaria inmobiliarias emlak land",
    "charity": "charitable khayriyya kheiriyeh hayir relief humanitarian welfare aid",
    "school": "madrassa madrasa madrasah",
    "front": "jabhat jebhat",
    "movement": "harakat haraka dvizhenie",
    "army": "jaysh jaish jeish",
    "partners": "partner partnership",
    "global": "world worldwide universal",
    "corporation": "korporatsiya corporate corporativo corporacion",
    "business": "biznes businesses negocios",
    "materials": "material materialy",
    "tourism": "travel turizm tours",
    "media": "television tv radio press news",
    "telecom": "telecommunications telecommunication communications communication svyaz",
    "concern": "kontsern",
    "branch": "filial sube",
    "port": "ports limani porto",
    "shipyard": "shipbuilding sudostroitelny shiprepair",
    "trust": "trusts",
    "concerned": "special",
    "united": "obedinennaya unida birlesik",
    "republic": "respublika republica jomhuri",
    "government": "pravitelstvo gobierno",
}
WORDS: Mapping[str, str] = MappingProxyType(
    {word: meaning for meaning, words in _MEANINGS.items() for word in (meaning, *words.split())}
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
    "paris, berlin, istanbul, chicago, dallas, phoenix, cleveland, crimea krym crimean, donetsk, luhansk lugansk, "
    "petersburg, kish, south southern, north northern, east eastern, west western"
)
"""Spellings of one place stand together; the first one is how it is compared."""

PLACES: Mapping[str, str] = MappingProxyType(
    {word: spellings.split()[0] for spellings in _PLACES.split(", ") for word in spellings.split()}
)
"""Country, city or direction -> one spelling of it."""

HAN_WORDS: Mapping[str, str] = MappingProxyType(
    {
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
    return WORDS.get(text) or PLACES.get(text)
