"""How common a word is in the names of listed persons and organisations, and what it therefore weighs.

A table and not the index's own counts, so that the score of a pair stays the same when a list changes.
Learnt from the UN list of 2026-02-27 and the OFAC SDN list of 2024-01-08; keys are log2 of the count, rounded down.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchlists.normalize.skeletons import skeleton

_PERSONS = {
    10: ("al"),
    9: ("abu ali muhammad"),
    8: ("abd abdul ahmad ahmed ibrahim mohamed mohammad mohammed"),
    7: ("abdallah abdullah alexander el hasan hassan kim rahman vladimir vladimirovich"),
    6: (
        "abou aleksandr aleksandrovich amir andrei andrey antonio aziz ben bin chol de din dmitry gonzalez "
        "haji hamid husayn hussein igor ivanovich jose khalil khan luis mahmoud majid maria mikhail mohamad "
        "mustafa nikolaevich nikolayevich oleg omar reza ri rodriguez said saleh salih salim sergei sergey "
        "sheikh tikriti umar viktor viktorovich"
    ),
    5: (
        "abbas abdel abubakar adam adnan agha akbar alberto aleksandrovna aleksei aleksey alexandrovich "
        "alexei alexey amin anatolyevich anton aung ayman bakr bashir borisovich carlos chang choe chun "
        "dmitriy dr elena flores fuad garcia habib hadi hafiz hakim hamza haqqani hernandez ho hossein "
        "igorevich il iqbal irina ismail ivan jamal jamil jan jesus jorge juan kamel karim khaled khalid "
        "latif leonidovich lopez mahdi mahmud malik mansur manuel miguel mikhailovich mikhaylovich mohsen "
        "mostafa muhammed muhsin mullah musa myong nasser natalya nikolay olga oscar ould pak pavel perez "
        "petrovich qadhafi rahim rashid rawi rehman rotenberg sabawi saeed salah salam salman sanchez sayed "
        "sergeevich sergeyevich seyed shaykh song su sultan torres turki valeryevich vasilyevich victor "
        "vladimirovna walid yahya yong yurievich yuriy yuryevich yusuf"
    ),
    4: (
        "abdi abdurrahman abid aboud adel adil ahdal ahmadi akhund akram alejandro alekseevich alekseyevich "
        "alfredo aliaksandr alireza allah alvarez aman amer ammar anatolevich anatolievich anatoly andreevich "
        "andreyevich andriy angel anna anwar arif armando artem arturo asad ashraf assad awad aweys ayad "
        "baasyir barakat barzan basir bilal boris borisovna castro chen chin cho chong contreras dahir daniel "
        "dari david daw del denis diaz dmitri eduardo ekaterina enrique evgeny fadi faisal fawaz faysal felix "
        "fernandez fernando francisco gaddafi gastelum gennadyevich gomez gul gutierrez guzman hajj hajji "
        "hamad hamed hani harith hashim hijazi hisham hosein hussain hussam hyok ilya imad islam ismael issa "
        "ivanov iyad jaber jabir jafar jafari jang jasim javad javier jihad jin john jong joseph kamal kang "
        "khalaf khalifa khaliq khamis konstantin konstantinovich kwang kyong leonid li luna madani mahad "
        "maher mahmood makki maksim man mansour mario martin martinez masri mehdi mejia mendoza meza milad "
        "min mir moe mohd moreno morteza muammar mubarak muhamad mun murad musab muthanna myint nabil naim "
        "nam naser nasir natalia nikolai nikolayevna noor noorzai nur olegovich oleksandr oo osama othman "
        "pavlovich peter qaddafi qari qasim rafael ramirez ramon ramzi rauf raul reda rida rivera roman saad "
        "saadi sad saddam saif salazar salem samad sami samir sayyed sayyid sergeyevna seyyed shah shami "
        "simon son stanislav sulaiman sulayman svetlana taha taher tahir talib tariq tatiana tatyana ubaydah "
        "ur uthman vadim valencia valentinovich valery vasilievich viktar viktorovna vyacheslav "
        "vyacheslavovich wahab wali wang wei yasin yassin yelena youssef yunis yurevich yuri yury yusif zafir "
        "zahrani zhang"
    ),
}
_ORGANISATIONS = {
    10: ("al and company limited"),
    9: ("co joint liability ltd of stock"),
    8: ("bank corporation de development for group international islamic jsc llc obshchestvo ooo shipping the trading"),
    7: (
        "aktsionernoe ao aqsa center engineering enterprise ep exchange foundation general holding in "
        "industries institute investment iran korea management ogranichennoi organization otvetstvennostyu "
        "petrochemical plant production research state technology trade yu zavod"
    ),
    6: (
        "ansar army association aviation bureau charitable commercial committee construction design energy "
        "export federal fu gmbh import inc industrial industry iranian jihad kompaniya la ltda marine money "
        "movement national nauchno oao oil ojsc open pao pars public ra russian sal sberbank scientific "
        "security service services shahid ship sirketi society steel technologies ticaret trust ul ve vtb "
        "yuan"
    ),
    5: (
        "academy africa after ag agency air aircraft almaz anonim asia branch brigade building capital "
        "central chemical cia cjsc closed comercializadora complex concern corp credit defense del department "
        "doo east el electronic electronics eood establishment estate factory finance financial force forces "
        "foreign front fund fze gas global golden grupo haji haramain hawala holdings hong im imam institut "
        "institution insurance inversiones invest investments iraq isis islam islami jamaat kg kish levant "
        "liberation logistics machine machinery manufacturing maritime media military mining ministry moscow "
        "named new nuclear obschestvo ocean office offshore otkrytoe palestine peoples pjsc port prison "
        "private pte pvt qaida real relief repair republic revolutionary rihs russia sa sanat sanayi sarl "
        "science sciences sea sham shipbuilding shipyard sina south special star syrian systems technical "
        "tsentr unitary united university veb welfare yk zao"
    ),
    4: (
        "abu ad administration aero aerospace affairs ahrar aid airlines aktsionernoye alfa alharamain "
        "alharamayn alharamein ali all aluminum antey aqssa arab armed arsenal atlas avia banco battalion "
        "belarus belarusian bicentenario blue bonyad brigades bros business byudzhetnoe byuro cargo cement "
        "centre cham charity china city club compania consulting corps council dalian damascus dandong darya "
        "dawa digital directorate dis division dmcc drug eastern economic education en enerji enterprises "
        "equipment europe farm federalnoe federation fi first fond freight furqan gang gems ghadir gold "
        "gostar gosudarstvennoe grand green grupp gruppa guard guards gulf harakat haramayn haramein hk holy "
        "hotel house humanitarian imeni indonesia information inmobiliaria instrument intelligence "
        "internacional internal inzhiniring irgc irkut isil islamiya issledovatelski jamia jewellery jund "
        "kala kapital kaveh kb khayriyya kholding khorasan kong korean kurdistan land leasing lebanese "
        "lebanon lines long los madrassa martyrs materials mechanical medical mehr melli metal metallurgy "
        "middle mineral minsk mu mujahideen mujahidin myanmar naft network nii no non north novin npo npp odk "
        "off ogranichennoy one ood organisation ozean pakistan palestinian partners party persian petersburg "
        "petroleum physics pola police power precision predpriyatie pro products proizvodstvennoe project "
        "projects properties province pty publichnoe quds quran radio rahmah reconstruction red refinery "
        "republican resistance resources revival rf royal sahel saint salah san sanabil sepahan servicios "
        "shabaab shanghai shargh sharia sherkat shore sky social sociedad soldiers solutions space stiftelse "
        "sun support syria system tadbir taliban tariq tavarystva tech tehran tejarat tekhnologii television "
        "to tourism trafficking trans transport transportation travel tunisia tv uchrezhdenie ud uk union "
        "unit universal upravlyayushchaya va venture wa wal west world xing yemen youth zakrytoe zenit"
    ),
    3: (
        "39 aat abdul abmezhavanay academician adkaznastsyu advanced african agricola agro ai ak akademii akb "
        "akhmat alliance amin ammunition anonima ansharut ar arya ascotec ashtar auto automation autonomous "
        "avangard aviakompaniya bandar bangladesh base basij basir beijing belkaztrans belomo beograd bhd bin "
        "bitriver black bonum bridge brokerage brothers budgetary caliphate call car cartel casino cc channel "
        "chemicals chemistry chon chosun cimex civil colombia comercial commission communications companies "
        "congo constructora contracting cooperation cooperative corporativo crimea criminal cultural currency "
        "daawa daesong dana day decisions defence democratic des devices diamond din distribuidora "
        "distribution dubai dubna educational egypt electricity electro element ellissa empresa engine era "
        "est et european executive experimental exploration express factoring falcon far fars fgbu fgup "
        "finans firm fishing flight free fuel fzc fzco gazprom generation greater groupe gtlk haram hassan "
        "hayat help heritage hezbollah higher hizballah horizont ibn ic ihracat ihya imperial importadora "
        "incorporated infrastructure inmaa integral inter irans iron is islamia islamiyah islamiyya ithalat "
        "jahan jaish jamaah jamiat jaysh jemaah jewelry kamaz kashmir kazan kham khilafah kholdinga khomeini "
        "king kings kommercheski konstruktorskoe konstruktorskoye kontsern korporatsiya koryo kvant lajnat "
        "lashkar libya life light lil limitada line lizing lojistik main medicine menedzhment metallurgical "
        "mines mobile muassasat natural nauk nauki navigation niru noble nord novosibirsk npf npk nusrat "
        "obedinenie obyedineniye okb on operadora operation optical otkritie ou overseas oy pang park "
        "partnership peninsula pension peru petro pharmaceutical pheap pishro plaza plc plus po polyus "
        "popular pouya predpriyatiye press procurement progress proizvodstvennoye property protection proton "
        "psb qeshm qods radar ras razavi reconnaissance refining regiment region regional resort respubliki "
        "revolution rg rivers rocket romans rossii rossiskoi rt rubber rus ryonha sabotage saman sanatorium "
        "sanaye sarafi satellite sdn seaport sepah sepehr servis sevastopol shah sharif shenzhen sherkate "
        "shiraz siberian signal silver siman sino sistemy sk smart smile song sovcombank soyuz sp specialized "
        "sputnik srl stars start stichting strategic stroi studio sudan sudostroitelny sunna sunnah "
        "supporters swedish taibah tauhid tawhid technological tehreek tehrik tian titan transfer treid try "
        "tsargrad turath two ur ural uralvagonzavod usa vabo veles venezuela vympel wilayat wings with won "
        "yalta yard yarmouk yazd za zone"
    ),
}
_RAREST = 1.2
_STEP = 0.06


def _weigh(table: dict[int, str]) -> Mapping[str, float]:
    return MappingProxyType({word: _RAREST - _STEP * level for level, words in table.items() for word in words.split()})


_PERSON_WEIGHTS = _weigh(_PERSONS)
_ORGANISATION_WEIGHTS = _weigh(_ORGANISATIONS)


def _weigh_bones(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Weigh skeletons like the most common word that has them, where they are long enough to tell it."""
    heavy_first = sorted(weights.items(), key=lambda item: -item[1])
    return MappingProxyType(
        {bones: weight for word, weight in heavy_first if len(bones := skeleton(word)) >= _SHORTEST_BONES}
    )


_SHORTEST_BONES = 3
_BONES_WEIGHTS = _weigh_bones(_PERSON_WEIGHTS)


def person_weight(text: str, *, unvocalised: bool = False) -> float:
    """Weigh a word of a person's name: 1.2 when it is rare, 0.6 when every twentieth name has it.

    A word without its vowels weighs like the name that it most often is.
    """
    known = _PERSON_WEIGHTS.get(text)
    if known is None and unvocalised:
        known = _BONES_WEIGHTS.get(skeleton(text))
    return _RAREST if known is None else known


def organisation_weight(text: str) -> float:
    """Weigh a word of any other name, on the same scale."""
    return _ORGANISATION_WEIGHTS.get(text, _RAREST)
