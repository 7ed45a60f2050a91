"""Scenarios an analyst can read: one name in two scripts, and names that only look so.

query | entry | expected | why
"""

import pytest

from watchlists.matching import DEFAULT_THRESHOLD, compare
from watchlists.matching.names import compare_names
from watchlists.model import Entry, Kind, Name, Subject
from watchlists.normalize.organisations import prepare_organisation

PERSONS = """
セルゲイ・レオノフ | Sergei LEONOV | yes | katakana
オサマ・ビン・ラディン | Usama bin LADIN | yes | katakana with a particle
セルゲイ・レオノフ | Sergei LAVROV | no | another family name
नरेंद्र मोदी | Narendra MODI | yes | Devanagari
মোহাম্মদ হাসান | Mohammad HASAN | yes | Bengali
नरेंद्र मोदी | Narendra GUPTA | no | another family name
ทักษิณ ชินวัตร | Thaksin SHINAWATRA | yes | Thai
משה לוי | Moshe LEVY | yes | a letter that is v or o
יצחק רבין | Yitzhak RABIN | yes | letters that are not one sound
עינן טנג'יל | Einan TANJIL | yes | a sign that makes another sound of a letter
ז׳קלין כהן | Jacqueline COHEN | yes | another
צבי בר יוסף | Zvi Bar YOSEF | yes | a particle
דוד חי חסדאי | David Chai CHASDAI | yes | David
משה לוי | Moshe LUBIN | no | another name
نوید جوادی | Navid JAVADI | yes | Persian v
Βλαντιμίρ Πούτιν | Vladimir PUTIN | yes | Greek, two letters for one sound
გიორგი ივანიშვილი | Giorgi IVANISHVILI | yes | Georgian
Աբրահամ Պետրոսյան | Abraham PETROSYAN | yes | Armenian
Қасым-Жомарт Тоқаев | Kassym-Jomart TOKAYEV | yes | Kazakh
Љубиша Ђорђевић | Ljubisa DJORDJEVIC | yes | Serbian
金正恩 | KIM Jong Un | yes | a Korean in Han signs
金铁三 | KIM Chol Sam | yes | and in simplified ones
弗拉基米尔·普京 | Vladimir PUTIN | yes | a foreign name in Chinese signs
谢尔盖·拉夫罗夫 | Sergei LAVROV | yes | one sign for f and v
阿不都·哈克 | ABDUL HAQ | yes | by the sounds of Xinjiang
穆罕默德·侯赛因 | Muhammad HUSSEIN | yes | a name that is not written as it sounds
巴沙尔·阿萨德 | Bashar ASSAD | yes | vowels that are heard
希拉里·克林顿 | Hillary CLINTON | yes | English
埃马纽埃尔·马克龙 | Emmanuel MACRON | yes | French
弗拉基米尔·普京 | Vladimir PANIN | no | another family name
谢尔盖·拉夫罗夫 | Sergei LAPIN | no | the same
董勒成 | DONG Lecheng | yes | a sign that is read otherwise in names
马立多纳 | MA Liduona | yes | four signs are a Chinese name
尹國駒 | WAN Kuok-koi | yes | as Macau spells it
陳國基 | Eric CHAN Kwok-ki | yes | as Hong Kong spells it
李明 | RI Myong | no | a Chinese is not read as a Korean
은정 김 | KIM Jong Un | no | syllables that changed places
평양 김 | KIM Pyong Yang | yes | family name last
平 许 | XU Bing | no | a syllable that only looks alike
عامر حسين | Omar HUSSEIN | no | a long a is heard
محمد عيسى | Mohammad ISSA | yes | a last letter that is read a
تالا آل الشيخ | Hossein TALA | no | a title behind an article is a family name
A11 KAMAL1 | Ali KAMALI | yes | one sign for two letters
M0h53n R3za13 | Mohsen REZAIE | yes | digits for letters
S a l a h   S h i h a t a | Salah SHIHATA | yes | spaced out
Lisa Micheal Friedman | Michail FRIDMAN | no | a first name left out, and no word the same
Jamalia Hasanah | Jamil HASAN | no | two words, and none the same
Hsi Chin-ping | XI Jinping | yes | unless another system spells it so
محمد رها رستمی | محمد رستمی | yes | a middle name left out
محمد معين حسين | Hussein MOHAMMED | no | names that everybody bears
荣 刘 | YU Rong | no | Liu is no Yu in Chinese
Ben Hak | KANG Chol Hak | no | Ben is a given name
نورالدین ترابی | Nooruddin TURABI | yes | an article inside a word
ابوالقاسم صلواتی | Abdolghassem SALAVATI | no | Abu and Abd are two names
ابوالقاسم صلواتی | Abolghasem SALAVATI | yes | an article behind Abu
صلاح الدین زيدان | Salahaldin ZIDANE | yes | the same written together in Latin letters
سیدرضا موسوی تبار | Seyyed Reza MUSAVI-TABAR | yes | a title written together with the name
سیدرضا موسوی | Seyedreza MOUSAVI | yes | and in Latin letters too
سید‌صادق حسینی | Seyed Sadegh HOSSEINI | yes | a joint between letters parts words
محمد اسحاق | Mohammad ESHAQ | yes | two letters that Latin ones cannot tell from one sound
محمد لكحل | Mohamed LAKHAL | yes | the same with another pair
زكريا الصبار | Zakarya ESSABAR | yes | an article that sounds like the letter behind it
عمر البكر | Omar ALBAKER | yes | an article written together with the name
عمر بكر | Omar ALBERT | no | which is no article everywhere
احمد ضيا | Ahmad ZIA | yes | one consonant and its vowels
غلامرضا ضیایی | Gholamreza ZIYAYI | yes | one consonant and many vowels
احمد ضيا | Ahmad SAW | no | one consonant and other vowels
جورج شاوي | George CHAOUI | yes | French spelling
طه ياسين | Taha YASSIN | yes | a name that is not spelt as it sounds
مدلل خوري | Madalal KHURI | yes | a consonant that comes twice has a vowel between
علی سپهر | Ali SEPEHR | yes | p and h are two sounds
محمد قوش | Mohamed GOSH | yes | a vowel behind q
محمود سعيد | Mahmoud SAEED | yes | a name that looks like a title
محمد عبده أسعد | Muhammad ABDO ASSAAD | yes | servant of nobody
محمد عيسی | Mohammad ISSA | yes | letters of two languages in one word
پرستو صفری | Parastou SAFARI | yes | a last ou that is a vowel
رحمت الله کاکا زاده | Rahmatullah KAKAZADA | yes | son of, written apart
رمزي محمد بن الشيبة | Ramzi Mohamed BINALSHIBH | yes | son of, written together
علي بنحسين | Ali Ben HASSINE | yes | the same in Arabic letters
محمد رجب | Mohamed RAGAB | yes | Egyptian
محمد رجب | Mohamed RASHED | no | which is no other consonant
علی خوشناموند | Ali KHOSHNAMVAND | yes | a Persian ending
ممتاز دغمش | Mumtaz DUGHMUSH | yes | at the front of a word too
"""

ORGANISATIONS = """
ОАО «Российский сельскохозяйственный банк» | Russian Agricultural Bank JSC | yes | translated, word by word
Брянский электромеханический завод | Bryansk Electromechanical Plant | yes | an adjective of a place
НИИ молекулярной электроники | Molecular Electronics Research Institute | yes | bent words
گروه صنایع فجر | FAJR INDUSTRIAL GROUP | yes | Persian
شرکت بازرگانی نفت ایران | Iran Oil Trading Company | yes | all words are common ones
Ρωσική Εθνική Εμπορική Τράπεζα | Russian National Commercial Bank | yes | Greek
コリア・ジンク・インダストリアル・グループ | Korea Zinc Industrial Group | yes | English words in katakana
四川中正电子技术有限公司 | Sichuan Zhongzheng Electronic Technology Co Ltd | yes | Chinese
湖南建设集团 | HENAN CONSTRUCTION GROUP | no | another province
ЯНДЕКС БАНК | YANDEX BANK | yes | one letter for two
ООО АСТ | AXT Inc | no | short names that sound alike
China Railroad Engineering Corporation | China Railway Engineering Corporation | no | synonyms name two companies
JBS B.V. | TBS LLC | no | three letters, one of them another
On Holding AG | I&S Holding AG | no | a first word that is a small word elsewhere
Arthemis FZE | Arthemis Services FZE | yes | a word that says nothing of what a company does
MKS Inc | MKS International | no | but it does beside an abbreviation
OOО Кrylоv 0АО | Krylov | yes | look-alikes and a zero
Bank 0f Kunlun | Bank of Kunlun | yes | a zero in a small word
"""


def scenarios(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split(" | ")) for line in table.strip().splitlines()]


def score(kind: Kind, query: str, listed: str) -> float:
    entry = Entry(id="x:1", source="x", kind=kind, names=(Name(listed),))
    return compare(Subject(kind=kind, names=(query,)), entry).score


@pytest.mark.parametrize(("query", "entry", "expected", "why"), scenarios(PERSONS))
def test_persons(query: str, entry: str, expected: str, why: str) -> None:
    assert (score(Kind.PERSON, query, entry) >= DEFAULT_THRESHOLD) is (expected == "yes"), why


@pytest.mark.parametrize(("query", "entry", "expected", "why"), scenarios(ORGANISATIONS))
def test_organisations(query: str, entry: str, expected: str, why: str) -> None:
    assert (score(Kind.ORGANISATION, query, entry) >= DEFAULT_THRESHOLD) is (expected == "yes"), why


def test_kana_on_the_list_have_to_say_more_than_kana_that_are_submitted() -> None:
    kana, latin = prepare_organisation("メテオール"), prepare_organisation("Meteor")
    assert compare_names(kana, latin) > compare_names(latin, kana)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("MUHAMMAD ALLAH DAD TAYEB WALI", "ALLAH DAD TAYEB WALI MUHAMMAD"),
        ("HAMDULLAH NOOR", "HAMDULLAH ALLAH NOOR"),
        ("Nasr Allah Karimi", "Nasrullah Karimi"),
        ("Ali Rida Avayi", "Ali Reza Avayi"),
        ("Ramadan Fadl", "Ramazan Fazl"),
        ("Ziya Murtaza Khan", "Diya Murtada Khan"),
        ("Бхутто Гхани", "Bhutto Ghani"),
    ],
)
def test_names_of_one_arabic_name_meet(left: str, right: str) -> None:
    entry = Entry(id="un:1", source="un", kind=Kind.PERSON, names=(Name(right),))
    assert compare(Subject(kind=Kind.PERSON, names=(left,)), entry).score >= 0.7
