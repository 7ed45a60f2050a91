"""Foreign names in Chinese signs (弗拉基米尔·普京): how they may have sounded, in ASCII letters.

Some three hundred signs are used for that, each for a consonant and a vowel or for a consonant alone. As with kana,
vowels that are not heard are left out, and a sound that stands for several is a unit of `skeletons` (`q`: k or g).
"""

from __future__ import annotations

import re

_SOUNDS = (
    "a阿 ai艾愛爱 e埃 ao奥奧 an安 en恩 i伊易依 in因英 o欧歐 u乌烏吾 ju尤于余玉 jo约約 ja亚亞雅 je叶葉耶 jen延 "
    "jan扬 ba巴 bai拜 ban班 ban邦 be贝貝 ben本 bi比毕畢 bin宾 bo博 b布卜不 be伯 bao鲍 ts茨次 tse采策 cha察查恰 "
    "chai柴 che切車车彻 chi奇齐契 chin钦欽 chu丘楚 jo乔喬 da达達 dai戴代 dan丹 dan当 dao道 d德 den登邓鄧 "
    "di迪蒂季 din丁 du杜都 ten顿頓 do多 don东 fa法 van凡范 fan方 fe费費菲 fen芬 fon丰 fhf夫弗佛 fo福 qa加 ge盖蓋 "
    "gan甘干冈 gao高 go戈果 g格 gen根 qu古 gui圭 ha哈 hai海 han汉罕漢 hao豪 h赫合 he黑贺 hen亨 ho霍侯 hu胡 wa华 "
    "hui惠 hon洪 ki基 ji吉及 ja贾賈佳 qin金 ju久 tin京廷汀 tdte捷 djze杰 jan江 ka卡喀 kai凯凱 kan坎 kon康孔 "
    "kao考 ko科柯 k克 ken肯 ku库庫 kwa夸 kwi奎 kun昆 rlra拉 rlrai莱萊赖 rlran兰蘭 rlran朗 rlrao劳勞 rlr勒尔爾 "
    "rlre雷列 rlren伦倫 rlri里利丽麗莉黎裡 rlrin林琳 rlriu留柳 rlron龙隆 rlru卢鲁盧魯露吕 rlro罗羅洛 ma马瑪馬玛 "
    "mai麦邁迈 man曼 man芒 mao毛 me梅买買 men门門 mon蒙孟 mi米密 min明敏 mo莫 m姆默木 mu穆 na纳納娜 nai奈 nan南 "
    "ne内涅 ni尼妮 nin宁寧 niu纽紐 no诺諾 nu努 pa帕 pai派 pan潘 pan庞 pe佩 pen彭 pi皮 pin平 po波坡 p普 zhan让 "
    "zhe热 zhi日 zhu茹 sa萨薩莎撒 se塞谢謝瑟色 sai赛賽 san桑 sen森 sha沙 shan山 shan尚 sho绍 she舍 shen申 sh什施 "
    "s斯丝絲司史士 su苏蘇素 sun孙孫 so索 son松 si西锡席 chi希 sha夏 sin辛 chu休 ta塔 tai泰太 tan坦唐 tao陶 t特 "
    "ten滕 ti提 tian田 ton通 tu图圖吐土 to托 wa瓦 we韦韋魏 vi维維 wi威 wen温文溫 wo沃 wu武伍 wan万萬旺 za扎 "
    "zai宰 zan赞 ze泽澤 z兹茲孜 zon宗 zu祖 zo佐 ja詹 je哲 jen珍真 ju朱 zhu茱 shu舒叙 zhen任 sen逊 rlre烈蕾 "
    "rlri历歷 da大 zhi治 na拿 ja娅 wi薇 ba芭 han翰韩 chi琪 jon琼 mi弥 sh诗 pe裴珀 shan珊 fhf芙 gua瓜 gui桂 mo墨 "
    "san圣 wen翁 tan谭 den敦墩 von冯"
)
_OF_SIGN = {sign: sound for sound, signs in re.findall("([a-z]+)([^a-z ]+)", _SOUNDS) for sign in signs}
_WORDS = {
    "阿卜杜勒": "abdul",
    "阿卜杜": "abdul",
    "阿布杜勒": "abdul",
    "阿布都": "abdul",
    "阿不都": "abdul",
    "阿布": "abu",
    "穆罕默德": "muhammad",
    "买买提": "muhammad",
    "本": "bin",
    "伊本": "ibn",
    "阿尔": "al",
    "弗拉基米尔": "vladimir",
    "亚历山大": "alexander",
    "约翰": "john",
    "约瑟夫": "joseph",
    "彼得": "peter",
    "保罗": "paul",
    "乔治": "george",
    "詹姆斯": "james",
}
"""Particles, by which names hang together, and names that are not written as they sound."""

_DOTS = "·・•‧．"
_DOTTED = re.compile(f"(?<=[\\u4e00-\\u9fff])[{_DOTS}](?=[\\u4e00-\\u9fff])")
_SHORTEST = 5
"""Signs of one word that are read so: Chinese names are shorter."""

_BEFORE_LIP = re.compile("n(?=[mpb])")


def spell_foreign(name: str) -> tuple[str, ...]:
    """Spell the words of a foreign name; nothing for a name that is none, or has a sign that is not used so.

    A dot between words tells a foreign name; without one only a long name is.
    """
    words = _DOTTED.sub(" ", name).split() if _DOTTED.search(name) else [name.strip()]
    if len(words) == 1 and len(words[0]) < _SHORTEST:
        return ()
    if not all(word in _WORDS or all(sign in _OF_SIGN for sign in word) for word in words):
        return ()
    return tuple(_WORDS.get(word) or _spell(word) for word in words)


def _spell(word: str) -> str:
    start = next((known for known in _STARTS if word.startswith(known) and len(word) > len(known)), "")
    rest = word.removeprefix(start)
    return _WORDS.get(start, "") + _BEFORE_LIP.sub("mnm", "".join(_OF_SIGN[sign] for sign in rest))


_STARTS = ("阿卜杜勒", "阿布杜勒")
