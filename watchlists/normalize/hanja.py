"""Sino-Korean readings of Han signs that Koreans bear in their names, as Hangul. Data and its lookup.

A Korean's name in Han signs is read by Chinese rules elsewhere, which gives another name (Jin Zheng'en, Kim Jong Un).
It is read so only where the family name is one that far more Koreans than Chinese bear.
"""

from __future__ import annotations

_READINGS = (
    "김金 박朴 최崔 윤尹 권權权 신申信新愼辛 현玄賢贤鉉铉顯显現现炫 정正貞贞政靖晶廷情鄭郑丁程定精淨净楨桢 "
    "은恩銀银殷 일一日逸 성成聖圣星誠诚盛城性晟 철鐵铁哲喆澈徹彻 수秀守洙壽寿水樹树修受首 "
    "영英永榮荣泳暎映瑛玲齡龄寧宁影營营 호浩鎬镐虎湖豪昊鎬皓護护好 희姬熙喜禧姫希熹 선善宣仙先鮮鲜船 미美米 "
    "덕德悳 용龍龙勇容鎔镕用 남男南 광光廣广 명明命銘铭名 강强強姜康江綱纲鋼钢剛刚 민民敏珉旻玟 "
    "진鎭镇眞真珍進进辰鎮振震秦軫 준俊準准濬駿骏峻埈 상相尙尚祥商常象 동東东東桐童 국國国菊 학學学鶴鹤 "
    "송松宋頌颂 화花華华和火化 숙淑肅肃 자子慈 옥玉鈺钰 순順顺淳舜純纯 원元源遠远媛園园院原 "
    "경景慶庆京敬炅卿瓊琼經经 기基起琪祺奇期麒紀纪 태泰太兌 석錫锡碩硕石奭 규圭奎珪 식植式 환煥焕桓歡欢 "
    "훈勳勋薰訓训勛 근根槿勤 봉鳳凤奉峯峰 춘春 만萬万滿满 삼三森參 복福復复 길吉 무武茂務务 문文門门 "
    "병炳秉丙兵柄 창昌彰暢畅 충忠 인仁寅人印 의義义毅 효孝曉晓 재在載载宰才財财材 종鍾钟宗鐘種种 "
    "주柱周珠朱主州宙 지智志芝知池地枝 하河夏賀贺 한韓韩漢汉翰 해海 헌憲宪獻献 혁赫革爀 형亨衡炯馨 "
    "홍弘鴻鸿洪 황黃黄 건建健乾 걸杰傑 고高 관寬宽觀观 구九求具 균均鈞钧 극克 금錦锦琴 두斗 란蘭兰 래來来 "
    "령嶺岭 례禮礼 로魯鲁 록祿禄 률律 린麟 림林 배培裵 백白百 범範范凡 법法 보寶宝保輔辅 부富 빈彬賓宾 사四 "
    "산山 서瑞書书西緒绪 세世 소小昭素 승勝胜承昇升 시時时始 실實实 심心沈 안安 애愛爱 양良陽阳 언彦 "
    "연淵渊妍延燕 열烈 예藝艺 오五吳吴 완完 우雨宇祐禹佑友 욱旭郁煜 웅雄 월月 유柔有裕 육六 율律 윤潤润允胤 "
    "응應应 이二李 익益翼 임任 장長长章張张 전全田 제濟济 조祖趙赵 중中重 찬燦灿贊赞讚 채采彩 천千天 "
    "청靑青淸清 초初 탁卓 택澤泽 판判 팔八 평平 표表 필弼必 향香 혜惠慧 회會会 후厚"
)
_OF_SIGN = {sign: entry[0] for entry in _READINGS.split() for sign in entry[1:]}
_FAMILY_NAMES = frozenset("金朴崔尹權权申玄")
_LENGTHS = range(2, 5)


def read_as_korean(name: str) -> str:
    """Give a Korean's name in Hangul; nothing for a name that is not written so, or has a sign that is not known."""
    plain = "".join(name.split()).strip("()（）")
    if len(plain) not in _LENGTHS or plain[0] not in _FAMILY_NAMES or not all(sign in _OF_SIGN for sign in plain):
        return ""
    return "".join(_OF_SIGN[sign] for sign in plain)
