"""Words of Chinese, Japanese and Korean names of organisations, and what they mean in English. Data and its lookup.

These scripts write words without spaces between them, so the words are found inside the name; what is left between
them is read aloud. A sign that is a word of its own counts at the end of a run of Han signs only, and a word in
katakana only as a whole, because inside others they mean nothing.
"""

from __future__ import annotations

import re

from watchlists.normalize.chinese_words import CHINESE_CITIES, CHINESE_MEANINGS

_MEANINGS = {
    "co ltd": "股份有限公司 有限责任公司 有限責任公司 有限公司 股份公司 有限",
    "company": "公司 会社 會社 회사 社 カンパニー コンパニー",
    "branch": "分公司 支店 支社 ブランチ",
    "kabushiki kaisha": "株式会社 株式會社",
    "limited liability company": "有限会社 有限責任会社 合同会社 유한책임회사 유한회사",
    "public joint stock company": "公共株式会社 公開株式会社 公開型株式会社",
    "closed joint stock company": "非公開株式会社 閉鎖型株式会社",
    "joint stock company": "주식회사 ジョイントストックカンパニー ジョイント・ストック・カンパニー",
    "limited": "リミテッド",
    "incorporated": "インコーポレイテッド インコーポレーテッド",
    "corporation": "コーポレーション コーポレイション 総公司 总公司 公社 総会社",
    "general corporation": "총회사",
    "general bureau": "총국 総局 总局",
    "state enterprise": "国有企業 国有企业 国営企業",
    "unitary enterprise": "単一企業 単一国営企業",
    "foundation": "基金会 財団 財団法人 基金 재단 ファウンデーション ファンデーション ファンド",
    "bank": "银行 銀行 은행 バンク",
    "group": "集团 集團 그룹 グループ 小组 小組 团伙",
    "holding": "控股 ホールディング ホールディングス",
    "trading": "贸易 貿易 무역 商贸 商貿 トレーディング トレイディング 交易 商社 トレード",
    "international": "国际 國際 국제 インターナショナル",
    "import export": "进出口 進出口 輸出入",
    "import": "輸入 インポート",
    "export": "輸出 エクスポート",
    "industry": "工业 工業 实业 實業 工业部 産業 产业 產業 산업 공업 インダストリー インダストリーズ インダストリアル",
    "service": "服务 服務 サービス サービシズ サービス業 봉사 서비스",
    "development": "发展 發展 开发 開發 開発 개발 ディベロップメント デベロップメント 発展",
    "research institute": "研究所 研究院 연구소 연구원",
    "research": "研究 연구 リサーチ",
    "science": "科学 科學 サイエンス",
    "scientific": "学術 学术 과학 科研 サイエンティフィック",
    "scientific production": "学術生産 科学生産",
    "institute": "学院 學院 インスティテュート インスティチュート 인스티튜트 機構",
    "plant": "工厂 工廠 工場 공장 プラント ファクトリー",
    "production": "生产 生產 生産 製造 制造 생산 제조 プロダクション マニュファクチャリング",
    "center": "中心 中央研究所 센터 センター",
    "organization": "组织 組織 조직 オーガニゼーション オーガナイゼーション",
    "management": "管理 관리 マネジメント マネージメント",
    "technology": "技术 技術 科技 기술 テクノロジー テクノロジーズ テクニカル",
    "engineering": "工程 工学 工學 エンジニアリング 엔지니어링",
    "shipping": "航運 航运 船務 船务 海運 海运 해운 シッピング 船運",
    "ship": "船舶 선박",
    "shipbuilding": "造船 조선소 船舶工业",
    "shipyard": "造船所 船厂 船廠",
    "transport": "物流 运输 運輸 輸送 수송 ロジスティクス ロジスティック トランスポート",
    "construction": "建筑 建築 建设 建設 건설 建造 コンストラクション",
    "association": "协会 協會 協会 협회 アソシエーション 公団 団体 联合会 連合会",
    "union": "联盟 聯盟 同盟 ユニオン 联合",
    "design bureau": "設計局 设计局 設計事務所",
    "bureau": "局 ビューロー ビューロ",
    "office": "办公室 辦公室 事務所 オフィス",
    "department": "部门 部門 부 デパートメント",
    "ministry": "省庁 ミニストリー",
    "state": "国家 國家 国立 国営 国有 국가",
    "national": "民族 국립 ナショナル 全国",
    "energy": "能源 电力 電力 エネルギー エナジー 에너지",
    "power": "动力 動力 パワー 发电",
    "gas": "燃气 天然气 天然ガス ガス",
    "oil": "石油 オイル 석유 原油",
    "petroleum": "ペトロリアム",
    "petrochemical": "石化 石油化学 石油化工 ペトロケミカル",
    "chemical": "化学 化學 化工 화학 ケミカル",
    "insurance": "保险 保險 保険 보험 インシュアランス",
    "finance": "金融 财务 財務 ファイナンス 금융 ファイナンシャル",
    "investment": "投资 投資 투자 インベストメント",
    "security": "安全 保安 セキュリティ セキュリティー 보안 安保 安全保障",
    "defense": "国防 國防 防衛 防卫 국방 ディフェンス",
    "military": "军事 軍事 군사 ミリタリー",
    "army": "军队 軍 군대 アーミー",
    "air force": "空军 空軍",
    "navy": "海军 海軍 해군 ネイビー",
    "electronics": "电子 電子 微電子 微电子 전자 エレクトロニクス エレクトロニック",
    "electric": "电气 電気 電氣 电器 전기 エレクトリック",
    "machinery": "机械 機械 机电 機電 기계 マシナリー マシーナリー",
    "machine building": "机械制造 機械製造 機械建設 機械建築 機械製作",
    "medical": "医药 醫藥 医疗 醫療 医療 メディカル",
    "pharmaceutical": "制药 製薬 제약",
    "university": "大学 大學 대학 대학교 ユニバーシティ ユニヴァーシティ",
    "committee": "委员会 委員會 委員会 위원회 コミッティー",
    "council": "理事会 评议会 評議会 カウンシル",
    "front": "阵线 戰線 戦線 フロント",
    "movement": "运动 運動 ムーブメント",
    "party": "政党 党 パーティー",
    "brigade": "旅团 旅団 ブリゲイド ブリゲード",
    "battalion": "大隊 バタリオン",
    "islamic": "伊斯兰 伊斯蘭 イスラム イスラミック イスラーム 이슬람",
    "islamic state": "伊斯兰国 イスラム国 イスラム国家",
    "people": "人民 인민 ピープルズ",
    "information": "信息 情报 情報 資訊 インフォメーション 정보",
    "communications": "通信 通讯 通訊 통신 コミュニケーション コミュニケーションズ",
    "telecommunications": "电信 電信 テレコム",
    "system": "系统 系統 システム システムズ",
    "central": "中央 중앙 セントラル",
    "general": "ジェネラル ゼネラル",
    "precision": "精密",
    "semiconductor": "半导体 半導體 半導体",
    "aerospace": "航天 宇航 航空宇宙 航空航天 エアロスペース",
    "aviation": "航空 항공 アヴィエーション アビエーション エアライン エアラインズ",
    "aircraft": "航空機 飞机 飛機 エアクラフト",
    "helicopter": "直升机 ヘリコプター ヘリコプターズ",
    "missile": "导弹 導彈 ミサイル",
    "rocket": "火箭 ロケット 로케트",
    "engine": "发动机 發動機 エンジン",
    "optical": "光学 光學 オプティカル",
    "optoelectronics": "光电 光電",
    "materials": "材料 材料科技",
    "equipment": "设备 設備 装備 裝備 機器",
    "network": "网络 網絡 ネットワーク",
    "laboratory": "实验室 實驗室 ラボラトリー",
    "supply chain": "供应链 供應鏈",
    "nuclear": "原子力 核能 원자력 ニュークリア ニュークリアー",
    "mining": "矿业 礦業 鉱業 鉱山 광업 マイニング",
    "steel": "钢铁 鋼鐵 鉄鋼 スチール",
    "metal": "金属 金屬 メタル",
    "metallurgical": "冶金",
    "gunpowder": "火薬",
    "ammunition": "弾薬 弹药",
    "automobile": "汽车 汽車 自動車",
    "railway": "铁路 鐵路 鉄道 철도",
    "agriculture": "农业 農業 농업",
    "food": "食品 フード",
    "textile": "纺织 紡織 방직",
    "fishery": "水产 水產 水産",
    "tobacco": "烟草 담배 タバコ",
    "exchange": "两替所 両替所 兑换 エクスチェンジ 両替商",
    "real estate": "房地产 不動産",
    "tourism": "旅游 旅遊 観光 관광",
    "culture": "文化 문화",
    "education": "教育 교육",
    "media": "传媒 傳媒 メディア",
    "news": "新闻 新聞 通讯社 通信社",
    "federal": "联邦 連邦 フェデラル",
    "republic": "共和国 共和國 공화국 リパブリック",
    "enterprise": "企业 企業 기업 エンタープライズ 事業",
    "factory": "厂 廠",
    "trust": "信托 信託 トラスト",
    "charity": "慈善 チャリティー",
    "relief": "リリーフ",
    "support": "サポート",
    "supply": "供应",
    "special": "特种 特別 特殊 スペシャル",
    "joint": "聯合 合弁 ジョイント",
    "new": "ニュー",
    "of": "オブ の",
    "and": "及び アンド",
    "the": "ザ",
    "for": "フォー",
    "named after": "名称 记念",
    "marine": "マリン マリーン",
    "star": "スター",
    "global": "グローバル 环球 環球 全球",
    "china": "中国 中國 华夏 チャイナ",
    "korea": "朝鲜 朝鮮 조선 コリア 韩国 韓國 한국 고려",
    "democratic people republic korea": "朝鲜民主主义人民共和国 朝鮮民主主義人民共和国 조선민주주의인민공화국",
    "russia": "俄罗斯 俄羅斯 ロシア 러시아 露西亜",
    "russian federation": "ロシア連邦 俄罗斯联邦",
    "all russia": "全ロシア",
    "iran": "伊朗 イラン 이란",
    "syria": "叙利亚 シリア",
    "iraq": "伊拉克 イラク",
    "belarus": "白俄罗斯 ベラルーシ",
    "afghanistan": "阿富汗 アフガニスタン",
    "pakistan": "巴基斯坦 パキスタン",
    "japan": "日本 일본 ジャパン",
    "algeria": "アルジェリア",
    "moscow": "莫斯科 モスクワ",
    "beijing": "北京",
    "shanghai": "上海",
    "hongkong": "香港",
    "taiwan": "台湾 臺灣",
    "macau": "澳门 澳門",
    "guangzhou": "广州 廣州",
    "shenzhen": "深圳",
    "wuhan": "武汉 武漢",
    "sichuan": "四川",
    "chengdu": "成都",
    "xian": "西安",
    "nanjing": "南京",
    "hangzhou": "杭州",
    "suzhou": "苏州 蘇州",
    "tianjin": "天津",
    "chongqing": "重庆 重慶",
    "qingdao": "青岛 青島",
    "xiamen": "厦门 廈門",
    "ningbo": "宁波 寧波",
    "shenyang": "沈阳 瀋陽",
    "harbin": "哈尔滨 哈爾濱",
    "changchun": "长春 長春",
    "jinan": "济南 濟南",
    "zhengzhou": "郑州 鄭州",
    "changsha": "长沙 長沙",
    "fujian": "福建",
    "fuzhou": "福州",
    "guangdong": "广东 廣東",
    "jiangsu": "江苏 江蘇",
    "zhejiang": "浙江",
    "shandong": "山东 山東",
    "hebei": "河北",
    "henan": "河南",
    "hubei": "湖北",
    "hunan": "湖南",
    "shaanxi": "陕西 陝西",
    "shanxi": "山西",
    "anhui": "安徽",
    "jiangxi": "江西",
    "yunnan": "云南 雲南",
    "guangxi": "广西",
    "guizhou": "贵州",
    "gansu": "甘肃",
    "hainan": "海南",
    "inner mongolia": "内蒙古",
    "tibet": "西藏",
    "xinjiang": "新疆",
    "liaoning": "辽宁 遼寧",
    "jilin": "吉林",
    "heilongjiang": "黑龙江 黑龍江",
    "foshan": "佛山",
    "dongguan": "东莞 東莞",
    "zhuhai": "珠海",
    "yantai": "烟台 煙台",
    "wuxi": "无锡 無錫",
    "dalian": "大连 大連",
    "dandong": "丹东 丹東",
    "pyongyang": "평양 平壤",
}
_WORDS = {
    sign: meaning
    for table in (CHINESE_MEANINGS, _MEANINGS)
    for meaning, signs in table.items()
    for sign in signs.split()
}
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_KATAKANA = r"\u30a1-\u30fa\u30fc"


def _pattern(word: str) -> str:
    if re.match(f"[{_KATAKANA}]", word):
        return f"(?<![{_KATAKANA}]){word}(?![{_KATAKANA}])"
    if len(word) == 1:
        return f"(?<=[{_HAN}{_KATAKANA}]){word}(?![{_HAN}])"
    return f"(?<![{_HAN}]){word}" if _WORDS[word] in _PLACES_IN_FRONT else word


_PLACES_IN_FRONT_TEXT = (
    "guangzhou shenzhen wuhan sichuan chengdu xian nanjing hangzhou suzhou tianjin chongqing qingdao xiamen ningbo "
    "shenyang harbin changchun jinan zhengzhou changsha fujian fuzhou guangdong jiangsu zhejiang shandong hebei henan "
    "hubei hunan shaanxi shanxi anhui jiangxi yunnan guangxi guizhou gansu hainan liaoning jilin heilongjiang foshan "
    "dongguan zhuhai yantai wuxi dalian dandong"
)
_PLACES_IN_FRONT = frozenset(_PLACES_IN_FRONT_TEXT.split())
"""Places whose signs are met inside other words: they count where a run of Han signs begins."""

_CITY = re.compile(f"(?<![{_HAN}])({'|'.join(CHINESE_CITIES.split())})(?=[{_HAN}]{{2}})[市县縣]?")
_ANY_CITY = re.compile(f"(?<![{_HAN}])([{_HAN}]{{2,3}}?)(?<!城)[市县縣省](?=[{_HAN}]{{2}})")
_REGION = re.compile(f"(?<=[a-z] )(?:特别行政区|自治区|[省市])(?=[{_HAN} ])")
_NUMBER = re.compile(r"第(?=\d)|(?<=\d)号(?=[^\d]|$)")
_BETWEEN_SIGNS = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")
_FOUND = re.compile("|".join(_pattern(word) for word in sorted(_WORDS, key=len, reverse=True)))


_FIRST_SIGN = min(*map(min, _WORDS), "\u3400")
"""Comes before every sign that is looked for; most names have none from here on."""


def translate(value: str) -> str:
    """Put English words in the place of those that are known, and spaces around cities; the rest stays as it is."""
    if not value or max(value) < _FIRST_SIGN:
        return value
    joined = _BETWEEN_SIGNS.sub("", value)
    parted = _ANY_CITY.sub(r"\1 ", _CITY.sub(r"\1 ", _NUMBER.sub(" ", joined)))
    translated = _FOUND.sub(lambda found: f" {_WORDS[found.group()]} ", parted)
    if translated == joined:
        return value
    return _REGION.sub("", translated)
