"""Han signs as Hong Kong and Macau spell them in names (尹國駒: Wan Kwok Kui). Data and its lookup.

Read so are names with a traditional sign whose family name and given name are in the table: most Chinese names are
read in Mandarin, and signs that all of East Asia writes alike tell nothing of which.
"""

from __future__ import annotations

_FAMILY_NAMES = (
    "chan陳 wong黃王汪 lee李 cheung張章 lau劉 lam林 ng吳伍 ho何 leung梁 cheng鄭 yip葉 tse謝 kwok郭 tsang曾 "
    "chow周 chu朱 tang鄧 tam譚 law羅 lo盧 siu蕭 yeung楊 hui許 fung馮 so蘇 poon潘 to杜 pang彭 hung洪 lui呂 "
    "yuen袁 yu余 choi蔡 sin冼 mak麥 mok莫 kwan關 chung鍾 yau邱 lai黎 shum岑沈 kong江 tai戴 tong唐湯 yiu姚 ma馬 "
    "man文萬 wan溫尹 au區歐 fong方 wu胡 hau侯 ngai魏 chiu趙 kam甘 lok駱 lung龍"
)
_GIVEN_NAMES = (
    "ming明銘 wai偉威惠慧維衛韋 kin健建堅 keung強 kwong光廣 wah華 wing永榮穎詠 kit傑潔 chi志智之芝子 man敏民 "
    "mei美 ling玲靈 yan欣仁恩人 ka家嘉 ki基 kei奇祺 kwan君均 shing成誠城勝 sing星 fai輝 hoi海開 hong康 "
    "kuen權娟 lai麗 lan蘭 lun倫 nga雅 on安 pak柏百 ping平炳萍 po寶波 pui佩沛培 sau秀 shan珊山 shek石 shui水瑞 "
    "siu小少兆 sum心 suet雪 tak德 tim添 ting廷婷 tin天田 tung東 wang宏 wo和 yee儀怡 yi義 yin賢燕 yiu耀 ying英 "
    "yuk玉 yuen源元遠 yung勇 cheong昌 chak澤 chun俊春進 chuen泉全 hang恆 hin軒憲 him謙 ho浩豪 hok學 cheuk卓 "
    "fuk福 fu富 fung峰豐鳳 kai啟 kau球九 kiu嬌喬 kui駒 yuet月越 ngor娥 kwai桂貴 chung聰忠 kwok國 kam錦金 "
    "hung雄紅 chiu超潮 cheung祥 lung龍 wan雲 man文 wong黃 choi才彩 lok樂 tat達 sang生 sun新 chor楚 lap立 nam南 "
    "hing興慶 yat一日 yau有 tai泰大 cheng清 leung良亮 kang庚 mui梅 fong芳"
)


def _read(table: str) -> dict[str, str]:
    return {
        sign: "".join(filter(str.isascii, entry)) for entry in table.split() for sign in entry if not sign.isascii()
    }


_FAMILY = _read(_FAMILY_NAMES)
_GIVEN = _read(_GIVEN_NAMES)
_TRADITIONAL = frozenset(
    "陳黃張劉吳鄭葉謝譚羅盧蕭楊許馮蘇呂麥關鍾湯馬萬溫區趙駱龍鄧銘偉維衛韋堅強廣華榮穎詠傑潔靈儀義賢開權麗蘭倫寶遠東慶興雲"
    "聰貴國錦紅軒憲謙學豐鳳啟嬌喬駒輝誠勝園達樂"
)
"""Signs that are written otherwise on the mainland."""

_LENGTHS = range(2, 5)


def read_as_cantonese(name: str) -> str:
    """Give a name in the letters of Hong Kong, family name first; nothing for one that cannot be read so."""
    plain = "".join(name.split())
    if len(plain) not in _LENGTHS or plain[0] not in _FAMILY or _TRADITIONAL.isdisjoint(plain):
        return ""
    given = [_GIVEN.get(sign) or _FAMILY.get(sign, "") for sign in plain[1:]]
    return " ".join([_FAMILY[plain[0]], *given]) if all(given) else ""
