"""Words that many organisations share, each with its translations in any script: the data of `org_words`.

Grown from the lists themselves: words that stand for one another between the names of one entry. Data only.
"""

from __future__ import annotations

MEANINGS = {
    "bank": (
        "banco banque banka banca bankasi bancorp banking banki bankas pank pankki bankovskaya banke trapeza банк "
        "банка بنك بانک مصرف"
    ),
    "company": (
        "companies empresa firma sharikat kompaniya kompania kompanija vallalat predpriyatiya shirkat sherkat "
        "tvrtka spolecnost druzba yritys ettevote imone uznemums bendrove poduzece podnik przedsiebiorstwo "
        "podjetje κομπανία компания компанія شركة شرکت شرکة חברה บริษัท"
    ),
    "group": (
        "grupo groupe gruppe gruppa grupp grup gruppo majmoo grupa csoport grupul koncernas grupė skupina ryhma "
        "gruppen groep skupine grupi grupas группа гурт مجموعة گروه مجموعه ομιλος"
    ),
    "holding": "holdings kholding holdinq kholdinga kholdingovaya holdinga холдинг قابضة هولدینگ",
    "trading": (
        "trade torgovy torgovyi torgovaya commerce ticaret comercio comercial comercializadora handels handel "
        "tijara bazargani commercial trades torgovyy torgovlya comerciala handelsgesellschaft handelsonderneming "
        "kereskedelmi obchodni obchodna trgovina trgovsko trgovacko kauppa handlowa prekyba tirdzniecibas tijarat "
        "treid treyd treding торговый торговая торговля تجارة تجارت تجاری بازرگانی للتجارة"
    ),
    "international": (
        "internacional internationale mezhdunarodny mezhdunarodnyi uluslararasi intl internasional beynolmelali "
        "internationaal internacionalna miedzynarodowa mezinarodni medzinarodna nemzetkozi mednarodna medunarodna "
        "kansainvalinen rahvusvaheline tarptautine starptautiska internationella mezhdunarodnyy mezhdunarodnaya "
        "mezhdunarodnoe int mezhdunarodnykh международный международная الدولية دولي بین‌المللی"
    ),
    "industry": (
        "industries industrial industria industrias industrie sanayi sanat sanaye sanayeh promyshlennost prom "
        "industriya industrialnaya sanayii indústria ipari prumyslova prumysl priemysel przemyslu przemysl "
        "przemyslowa teollisuus toostus pramone rupnieciba industrija industrier industrijska industriala "
        "промышленность промышленный صنایع صناعات الصناعات صنعت صناعة"
    ),
    "service": (
        "services servicios servis servisi khadamat uslugi serviciu sluzby sluzba szolgaltato tjanst palvelu "
        "teenindus paslaugos pakalpojumi dienst diensten dienste storitve usluge сервис خدمات للخدمات"
    ),
    "development": (
        "developments razvitie desarrollo razvitiya tosee tose entwicklung developpement sviluppo rozwoj rozwoju "
        "rozvoj fejlesztesi kehitys arendus pletra attistibas ontwikkeling utveckling udvikling razvoj dezvoltare "
        "desenvolvimento gostaresh развитие развития تنمية توسعه تطوير للتنمية"
    ),
    "research": (
        "investigaciones issledovatelsky issledovatelskiy issledovatelskii issledovatelski "
        "nauchnoissledovatelskiy tahghighat pazhouheshi recherche ricerca pesquisa investigacion cercetare "
        "forschung forschungs onderzoek forskning tutkimus uuringute tyrimu petniecibas badawczy vyzkumny "
        "vyskumny kutato raziskovalni istrazivacki issledovatelskoye issledovaniy issledovaniya исследовательский "
        "исследований پژوهشی تحقیقات پژوهش بحوث"
    ),
    "scientific": (
        "science sciences nauchno nauchny nauchnyi nauchnoye wissenschaftlich scientifique scientifico cientifico "
        "stiintific tudomanyos naukowy vedecky znanstveni nauchnogo nauk научный научно علمی علوم"
    ),
    "institute": (
        "institut instituto institution nii institutul intezet instytut ustav instituut institutet institutas "
        "instituts institutti institutu институт معهد مؤسسه موسسه"
    ),
    "plant": (
        "factory zavod works fabrika fabrik karkhaneh mill kombinat zavoda usine fabbrica fabrica uzina fabriek "
        "werk anlage gyar tehas tehdas gamykla rupnica tovarna tovarny zaklad zaklady závod завод مصنع کارخانه "
        "fabrikken"
    ),
    "production": (
        "proizvodstvennoe proizvodstvennaya manufacturing manufacture proizvodstvo proizvodstvenny "
        "proizvodstvennoye manufacturer manufacturers produktion produccion produzione producao productie gyarto "
        "vyroba vyrobni produkcja produkcyjne proizvodnja tuotanto tootmine gamyba razosana proizvodstva "
        "производство производственное إنتاج تولیدی تولید"
    ),
    "center": (
        "centre tsentr centro zentrum markaz centrum centrul kozpont keskus centras centrs srediste kentro "
        "tsentra центр مركز مرکز"
    ),
    "organization": (
        "organisation organizatsiya organizacion sazman organizations organisationen organizzazione organizacao "
        "organisatie organizacja organizace organizacia szervezet jarjesto organisatsioon organizacija "
        "organizatia организация منظمة سازمان تنظيم"
    ),
    "foundation": (
        "fond fund bonyad muassasat muassasa vakfi fundatsiya stiftung fondation fundacion fondazione fundacao "
        "fundatia stichting stiftelsen fundacja nadace nadacia alapitvany saatio sihtasutus fondas fonds zaklada "
        "sklad фонд مؤسسة بنیاد بنياد خيرية"
    ),
    "management": (
        "menedzhment upravlyayushchaya upravlenie managing gestion verwaltung gestione gestao zarzadzanie rizeni "
        "kezelo vezetese upravljanje hallinta juhtimine valdymas pārvaldes upravleniya upravlyayushchey "
        "управление управляющая إدارة مدیریت"
    ),
    "technology": (
        "technologies tekhnologii tech technological tekhnologiya technical technika teknoloji tecnologia "
        "fanavari tehnologii tekhnologiy technologie technologii technologia technologija teknologia tehnoloogia "
        "tehnologija tehnologie technologique tecnologie teknologi tekhnika технологии технология تكنولوجيا "
        "فناوری فن‌آوری تقنية"
    ),
    "investment": (
        "investments invest investitsii inversiones investors investissement investitsionnaya sarmayeh "
        "investition investissements investimenti investimentos investitii befektetesi investicni investicna "
        "inwestycyjna inwestycje investeringen investering sijoitus investeeringute investiciju investicijski "
        "investicijos инвестиции инвестиционная استثمار للاستثمار سرمایه‌گذاری"
    ),
    "enterprise": (
        "enterprises predpriyatie entreprise impresa unternehmen intreprinderea intreprindere onderneming "
        "predpriyatiye предприятие منشأة"
    ),
    "engineering": (
        "inzhiniring engineers mohandesi muhendislik ingenieria ingegneria ingenierie engenharia inginerie "
        "mernoki inzenyrska inzynieria insinoori inseneri inzinerijos inzhiniringovaya технический инжиниринг "
        "هندسة مهندسی للهندسة"
    ),
    "shipping": (
        "shipment denizcilik kashtirani sudokhodnaya navigation maritime marine sudokhodstvo schifffahrt "
        "navigatie zegluga judejimas brodarstvo судоходная كشتيراني کشتیرانی ملاحة للشحن شحن"
    ),
    "transport": (
        "transportation transportes trans transit perevozki logistics logistic logistika haml freight cargo "
        "nakliyat transporte transporti transporto transportu doprava kuljetus veo prevoz szallitasi "
        "szallitmanyozasi transportnaya транспорт транспортная نقل للنقل حمل"
    ),
    "import": "imports ithalat importadora",
    "export": "exports ihracat exportadora",
    "construction": (
        "building constructions constructora stroitelnaya stroi stroy insaat contracting sakhteman stroitelstvo "
        "stroitelnoe строительство строительная строй costruzioni bau budowlana budownictwo stavebni epito "
        "epitoipari constructie constructii gradevinska gradnja rakennus ehitus statyba buvnieciba bouw إنشاءات "
        "بناء مقاولات ساختمانی عمران"
    ),
    "association": (
        "assotsiatsiya asociacion society jamiat jamiyat union soyuz verband verein vereniging associazione "
        "associacao associatia stowarzyszenie sdruzeni zdruzenie egyesulet udruga zdruzenje yhdistys uhing "
        "asociacija obedinenie obyedineniye obedineniye obyedinenie ассоциация объединение союз جمعية انجمن اتحاد "
        "رابطة"
    ),
    "bureau": "byuro buro office byroo biuro biroul biras urad hivatal офис бюро مكتب دفتر",
    "design": (
        "konstruktorskoe konstruktorskoye konstruktorskiy konstruktorskogo proektnyy tervezo tervezoiroda "
        "proiectare projektowe конструкторское проектный طراحی"
    ),
    "state": (
        "gosudarstvennoe gosudarstvenny gosudarstvennaya federalnoe statale staatliche staatlich panstwowe statni "
        "statny allami estatal estatului stat statlig valtion riiklik valstybine valsts drzavno drzavna etatique "
        "gosudarstvennogo federal federalnyy federale государственный государственное федеральное دولة الدولة "
        "دولت دولتی"
    ),
    "national": (
        "nacional natsionalny natsionalnaya melli milli vatani nationale nationaal narodowy narodni nemzeti "
        "nacionalna kansallinen rahvuslik nacionaline nacionala nationalen natsionalnyy natsionalnoye "
        "национальный национальная الوطنية الوطني ملی"
    ),
    "general": "obshchiy umum amma",
    "energy": (
        "energiya energia enerji energetik energo power energie energija energetyka energeetika energetikos "
        "energetska energetski energeticheskaya energeticheskiy enerdzhi энергия энергетика энергетическая طاقة "
        "انرژی الطاقة نیرو"
    ),
    "oil": (
        "neft naft petroleum nafta petrol petroleo neftyanaya neftyanoy neftegaz petrole petrolio petrolul olaj "
        "ropa ropy nafty naftowa oljy нефть нефтяная نفت نفط النفط"
    ),
    "gas": "gaz gazovaya gazu plyn foldgaz kaasu газ газовая غاز گاز للغاز",
    "petrochemical": (
        "petrochemicals petrochemistry petroshimi neftekhim petroquimica petrochimica petrochemia petrokhimiya "
        "нефтехим پتروشیمی پتروشيمي"
    ),
    "steel": "stal foulad metal metals metallurgy metallurgical",
    "mining": "mine mines minera gornaya maden mineral minerals",
    "insurance": (
        "strakhovaya seguros sigorta bimeh strakhovanie versicherung assurance assicurazioni asigurari "
        "ubezpieczenia pojistovna biztosito biztositotarsasag osiguranje vakuutus kindlustus draudimas "
        "apdrosinasana страховая страхование بیمه تأمين"
    ),
    "finance": (
        "financial finans finansovaya financiera capital kapital credit finanzen finances finanza financas "
        "finante finanse penzugyi rahoitus finantseerimise finansu finansai финанс финансовая مالی مالية تمويل"
    ),
    "security": (
        "securities okhrana emniyet sicherheit securite sicurezza seguridad seguranta bezpieczenstwo bezpecnost "
        "biztonsagi sigurnost turvallisuus julgeolek sauga drosibas bezopasnost bezopasnosti безопасность "
        "безопасности امن أمن امنیت الأمن"
    ),
    "defense": (
        "defence oborona oboronnye defa verteidigung defensa difesa defesa aparare obrony obrana vedelmi obramba "
        "puolustus kaitse gynybos aizsardzibas forsvar försvar oborony обороны оборона دفاع الدفاع"
    ),
    "aviation": (
        "avia aviatsiya airlines airways air aero havacilik havapeyma aerospace aircraft luftfahrt lotniczy "
        "lotnicze letecky letecka legi ilmailu lennundus aviacijos aviacion aviacao aeronautica aeronautics "
        "aeronautical letalska zrakoplovna авиа авиация авиационный هواپیمایی طيران هوایی هوافضا"
    ),
    "electronics": (
        "electronic electronica elektronika elektronik electro elektronische electronique elettronica "
        "elektroniikka elektronikos elektroniks электроника электронный الکترونیک الكترونيات"
    ),
    "machinery": (
        "machine machines mashinostroitelny mashinery mashin equipment maschinen maszyny masini masinska "
        "strojirna strojarne gepgyar mashinostroeniye mashinostroitelnyy машиностроительный ماشین‌سازی آلات"
    ),
    "chemical": (
        "chemicals khimicheskiy kimya chemistry chimie chemie chimique chimica quimica chimice chemiczny chemicka "
        "vegyi vegyipari kemijska kemia keemia chemijos khimicheskaya химический химия شیمیایی كيماويات"
    ),
    "electric": "electrical electricity elektrik",
    "medical": (
        "medicine pharma pharmaceutical pharmaceuticals drug medicinskiy meditsinskaya medycyna medicina medizin "
        "داروسازی طبية طبی"
    ),
    "food": "foods gida alimentos agro agricultural agriculture farm",
    "university": (
        "universitet universidad universite daneshgah academy akademiya universitat universita universidade "
        "universitatea uniwersytet univerzita egyetem yliopisto ulikool universitetas universitate sveuciliste "
        "univerza университет جامعة دانشگاه"
    ),
    "committee": (
        "komitet comite council sovet komitee comité comitato vybor bizottsag odbor komitea комитет لجنة کمیته"
    ),
    "ministry": (
        "ministerstvo ministerio vezarat department departament directorate agency agentstvo administration "
        "ministerium ministere ministero ministerul miniszterium ministrstvo ministeri ministarstvo ministerija "
        "ministeerium министерство وزارة وزارت"
    ),
    "exchange": (
        "exchangers sarafi hawala money remittance birzha bourse borsa bolsa bursa gielda tozsde sarrafi hawalah "
        "hawalat برژه биржа صرافی صرافة للصرافة حوالة حواله"
    ),
    "system": (
        "systems sistemy sistema sistemas sistem systemes sistemi systeme rendszerek systemy systemow "
        "jarjestelmat susteemid sistemos sistemam системы система أنظمة سامانه"
    ),
    "solutions": "solution resheniya",
    "product": "products produkt produktsiya productos produce",
    "project": "projects proekt proje",
    "consulting": "consultants consult konsalting consultancy advisory",
    "properties": "property estate realty real inmobiliaria inmobiliarias emlak land",
    "charity": (
        "charitable khayriyya kheiriyeh hayir relief humanitarian welfare aid blagotvoritelnyy charite benefico "
        "caritativa خیریه الخيرية الخيري إغاثة للإغاثة"
    ),
    "school": (
        "madrassa madrasa madrasah ecole escuela scuola scoala szkola skola iskola koulu kool mokykla medrese "
        "школа مدرسة مدرسه دينية"
    ),
    "front": "jabhat jebhat frente fronte frontas جبهة",
    "movement": (
        "harakat haraka dvizhenie mouvement movimento movimiento bewegung ruch hnuti hnutie mozgalom gibanje "
        "pokret liike liikumine kustiba rorelse beweging harakah harkat движение حركة حرکت حزب"
    ),
    "army": (
        "jaysh jaish jeish armee ejercito esercito armia armada hadsereg vojska armeija armija armata vojsko "
        "leger армия جيش"
    ),
    "partners": "partner partnership",
    "global": "world worldwide universal",
    "corporation": "korporatsiya corporate corporativo corporacion",
    "business": "biznes businesses negocios",
    "materials": "material materialy",
    "tourism": "travel turizm tours",
    "media": "television tv radio press news",
    "telecom": "telecommunications telecommunication communication svyaz",
    "concern": "kontsern",
    "branch": "filial sube",
    "port": "ports limani porto",
    "shipyard": "shipbuilding sudostroitelny shiprepair",
    "trust": "trusts",
    "united": "obedinennaya unida birlesik",
    "republic": "respublika republica jomhuri",
    "government": "pravitelstvo gobierno",
    "special": "spetsialnaya spetsialnyy spetsialnykh especial spezial специальный специальная",
    "brigade": (
        "brigades brigata brigada brigady brigad liwa kataib katibat battalion battalions batalon batalonul "
        "katibah бригада батальон لواء كتائب كتيبة"
    ),
    "soldiers": "jund soldats soldaten",
    "supporters": "ansar partisans أنصار انصار",
    "islamic": (
        "islamique islamico islamica islamiya islamiyya islami islamia islamiyah islam islamisch islamische "
        "islamska islamskaya iszlam eslami исламский исламская الإسلامية إسلامية اسلامی الاسلامية الإسلام"
    ),
    "revolution": "revolutionary rivoluzionario revolucion enghelab engelab революция انقلاب ثورة",
    "guard": "guards pasdaran garda garde guardia straz gardijske پاسداران حرس",
    "corps": "sepah hadtest korpus cuerpo corpo sbor سپاه فيلق корпус",
    "people": (
        "peoples narodnaya narodna popular populaire volks ludowa lidova nepi rahva kansan народная народный شعب "
        "الشعبية خلق"
    ),
    "party": "partito parti partido partei partia strana part stranka партия",
    "province": "wilayat wilaya provincija ولاية",
    "information": (
        "informatsionnye informatsiya informacion informazione informacji informacni informacios информационные "
        "информация معلومات اطلاعات"
    ),
    "communications": "kommunikatsii komunikacija communicationes связь ارتباطات اتصالات",
    "repair": "remontnyy remont remontny javito ремонт ремонтный تعمیرات",
    "instrument": "instruments priborostroenie priborostroitelnyy pribor приборостроительный ابزار",
    "optical": "optics optiko optika opticheskiy оптический opto",
    "mechanical": "mekhanicheskiy mechanic mecanica mechanikai механический مکانیک",
    "youth": "molodezh molodezhnyy jeunesse juventud mladez ifjusag молодежь شباب الشباب",
    "martyrs": "martyr shuhada shahid shaheed شهید شهداء",
    "new": "novaya novyy novoye nuevo nouveau nouvelle nuova nova neue novin новая новый نوین جديد",
    "central": "tsentralnyy tsentralnaya centrale zentral kozponti centralna markazi центральный مرکزی المركزي",
    "autonomous": "avtonomnaya avtonomnyy avtonomnoi autonomo autonome автономная автономный",
    "noncommercial": "nekommercheskaya nonprofit некоммерческая",
    "unmanned": "bespilotnye bespilotnyy drone drones uav беспилотные",
    "digital": "tsifrovaya tsifrovoy cyber sayberi цифровой",
    "clearing": "kliringovyy клиринговый",
    "pmc": "chvk чвк",
}
"""Meaning -> the words that mean it."""
