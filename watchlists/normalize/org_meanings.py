"""Words that many organisations share, each with its translations in Latin letters: data of `org_words`.

Grown from the lists themselves: words that stand for one another between the names of one entry. Data only.
"""

from __future__ import annotations

MEANINGS = {
    "bank": "banco banque banka banca bankasi bancorp banking banki bankas pank pankki bankovskaya banke trapeza",
    "company": (
        "companies empresa firma sharikat kompaniya kompania kompanija vallalat predpriyatiya shirkat sherkat "
        "tvrtka spolecnost druzba yritys ettevote imone uznemums bendrove poduzece podnik przedsiebiorstwo "
        "podjetje"
    ),
    "group": (
        "grupo groupe gruppe gruppa grupp grup gruppo majmoo grupa csoport grupul koncernas grupė skupina ryhma "
        "gruppen groep skupine grupi grupas groupement grupulis"
    ),
    "holding": "holdings kholding holdinq kholdinga kholdingovaya holdinga",
    "trading": (
        "trade torgovy torgovyi torgovaya commerce ticaret comercio comercial comercializadora handels handel "
        "tijara bazargani commercial trades torgovyy torgovlya comerciala handelsgesellschaft "
        "handelsonderneming kereskedelmi obchodni obchodna trgovina trgovsko trgovacko kauppa handlowa prekyba "
        "tirdzniecibas tijarat treid treyd treding tejarat"
    ),
    "international": (
        "internacional internationale mezhdunarodny mezhdunarodnyi uluslararasi intl internasional beynolmelali "
        "internationaal internacionalna miedzynarodowa mezinarodni medzinarodna nemzetkozi mednarodna "
        "medunarodna kansainvalinen rahvusvaheline tarptautine starptautiska internationella mezhdunarodnyy "
        "mezhdunarodnaya mezhdunarodnoe int mezhdunarodnykh"
    ),
    "industry": (
        "industries industrial industria industrias industrie sanayi sanat sanaye sanayeh promyshlennost prom "
        "industriya industrialnaya sanayii indústria ipari prumyslova prumysl priemysel przemyslu przemysl "
        "przemyslowa teollisuus toostus pramone rupnieciba industrija industrier industrijska industriala"
    ),
    "service": (
        "services servicios servis servisi khadamat uslugi serviciu sluzby sluzba szolgaltato tjanst palvelu "
        "teenindus paslaugos pakalpojumi dienst diensten dienste storitve usluge"
    ),
    "development": (
        "developments razvitie desarrollo razvitiya tosee tose entwicklung developpement sviluppo rozwoj "
        "rozwoju rozvoj fejlesztesi kehitys arendus pletra attistibas ontwikkeling utveckling udvikling razvoj "
        "dezvoltare desenvolvimento gostaresh"
    ),
    "research": (
        "investigaciones issledovatelsky issledovatelskiy issledovatelskii issledovatelski "
        "nauchnoissledovatelskiy tahghighat pazhouheshi recherche ricerca pesquisa investigacion cercetare "
        "forschung forschungs onderzoek forskning tutkimus uuringute tyrimu petniecibas badawczy vyzkumny "
        "vyskumny kutato raziskovalni istrazivacki issledovatelskoye issledovaniy issledovaniya investigacao"
    ),
    "scientific": (
        "science sciences nauchno nauchny nauchnyi nauchnoye wissenschaftlich scientifique scientifico "
        "cientifico stiintific tudomanyos naukowy vedecky znanstveni nauchnogo nauk stiintifica moksliniu "
        "vedecko naukowo cientifica"
    ),
    "institute": (
        "institut instituto institution nii institutul intezet instytut ustav instituut institutet institutas "
        "instituts institutti institutu"
    ),
    "plant": (
        "factory zavod works fabrika fabrik karkhaneh mill kombinat zavoda usine fabbrica fabrica uzina fabriek "
        "werk anlage gyar tehas tehdas gamykla rupnica tovarna tovarny zaklad zaklady závod fabrikken"
    ),
    "production": (
        "proizvodstvennoe proizvodstvennaya manufacturing manufacture proizvodstvo proizvodstvenny "
        "proizvodstvennoye manufacturer manufacturers produktion produccion produzione producao productie "
        "gyarto vyroba vyrobni produkcja produkcyjne proizvodnja tuotanto tootmine gamyba razosana proizvodstva"
    ),
    "center": (
        "centre tsentr centro zentrum markaz centrum centrul kozpont keskus centras centrs srediste kentro "
        "tsentra centar stredisko osrodek centru kozpontja"
    ),
    "organization": (
        "organisation organizatsiya organizacion sazman organizations organisationen organizzazione organizacao "
        "organisatie organizacja organizace organizacia szervezet jarjesto organisatsioon organizacija "
        "organizatia"
    ),
    "foundation": (
        "fond fund bonyad muassasat muassasa vakfi fundatsiya stiftung fondation fundacion fondazione fundacao "
        "fundatia stichting stiftelsen fundacja nadace nadacia alapitvany saatio sihtasutus fondas fonds "
        "zaklada sklad"
    ),
    "management": (
        "menedzhment upravlyayushchaya upravlenie managing gestion verwaltung gestione gestao zarzadzanie "
        "rizeni kezelo vezetese upravljanje hallinta juhtimine valdymas pārvaldes upravleniya upravlyayushchey"
    ),
    "technology": (
        "technologies tekhnologii tech technological tekhnologiya technical technika teknoloji tecnologia "
        "fanavari tehnologii tekhnologiy technologie technologii technologia technologija teknologia "
        "tehnoloogia tehnologija tehnologie technologique tecnologie teknologi tekhnika technologiju "
        "tecnologias technologiak"
    ),
    "investment": (
        "investments invest investitsii inversiones investors investissement investitsionnaya sarmayeh "
        "investition investissements investimenti investimentos investitii befektetesi investicni investicna "
        "inwestycyjna inwestycje investeringen investering sijoitus investeeringute investiciju investicijski "
        "investicijos"
    ),
    "enterprise": (
        "enterprises predpriyatie entreprise impresa unternehmen intreprinderea intreprindere onderneming predpriyatiye"
    ),
    "engineering": (
        "inzhiniring engineers mohandesi muhendislik ingenieria ingegneria ingenierie engenharia inginerie "
        "mernoki inzenyrska inzynieria insinoori inseneri inzinerijos inzhiniringovaya"
    ),
    "shipping": (
        "shipment denizcilik kashtirani sudokhodnaya navigation maritime marine sudokhodstvo schifffahrt "
        "navigatie zegluga judejimas brodarstvo"
    ),
    "transport": (
        "transportation transportes trans transit perevozki logistics logistic logistika haml freight cargo "
        "nakliyat transporte transporti transporto transportu doprava kuljetus veo prevoz szallitasi "
        "szallitmanyozasi transportnaya"
    ),
    "import": "imports ithalat importadora",
    "export": "exports ihracat exportadora",
    "construction": (
        "building constructions constructora stroitelnaya stroi stroy insaat contracting sakhteman stroitelstvo "
        "stroitelnoe costruzioni bau budowlana budownictwo stavebni epito epitoipari constructie constructii "
        "gradevinska gradnja rakennus ehitus statyba buvnieciba bouw"
    ),
    "association": (
        "assotsiatsiya asociacion society jamiat jamiyat union soyuz verband verein vereniging associazione "
        "associacao associatia stowarzyszenie sdruzeni zdruzenie egyesulet udruga zdruzenje yhdistys uhing "
        "asociacija obedinenie obyedineniye obedineniye obyedinenie yayasan uniunea szovetseg"
    ),
    "bureau": "byuro buro office byroo biuro biroul biras urad hivatal",
    "design": (
        "konstruktorskoe konstruktorskoye konstruktorskiy konstruktorskogo proektnyy tervezo tervezoiroda "
        "proiectare projektowe"
    ),
    "state": (
        "gosudarstvennoe gosudarstvenny gosudarstvennaya federalnoe statale staatliche staatlich panstwowe "
        "statni statny allami estatal estatului stat statlig valtion riiklik valstybine valsts drzavno drzavna "
        "etatique gosudarstvennogo federal federalnyy federale valstybes drzavni detat statul statliga "
        "staatliches panstwowa stait szovetsegi foderale foderales federaline federala"
    ),
    "national": (
        "nacional natsionalny natsionalnaya melli milli vatani nationale nationaal narodowy narodni nemzeti "
        "nacionalna kansallinen rahvuslik nacionaline nacionala nationalen natsionalnyy natsionalnoye"
    ),
    "general": "obshchiy umum amma generale",
    "energy": (
        "energiya energia enerji energetik energo power energie energija energetyka energeetika energetikos "
        "energetska energetski energeticheskaya energeticheskiy enerdzhi"
    ),
    "oil": (
        "neft naft petroleum nafta petrol petroleo neftyanaya neftyanoy neftegaz petrole petrolio petrolul olaj "
        "ropa ropy nafty naftowa oljy"
    ),
    "gas": "gaz gazovaya gazu plyn foldgaz kaasu",
    "petrochemical": (
        "petrochemicals petrochemistry petroshimi neftekhim petroquimica petrochimica petrochemia petrokhimiya"
    ),
    "steel": "stal foulad metal metals metallurgy metallurgical metall metalls",
    "mining": "mine mines minera gornaya maden mineral minerals",
    "insurance": (
        "strakhovaya seguros sigorta bimeh strakhovanie versicherung assurance assicurazioni asigurari "
        "ubezpieczenia pojistovna biztosito biztositotarsasag osiguranje vakuutus kindlustus draudimas "
        "apdrosinasana"
    ),
    "finance": (
        "financial finans finansovaya financiera capital kapital credit finanzen finances finanza financas "
        "finante finanse penzugyi rahoitus finantseerimise finansu finansai"
    ),
    "security": (
        "securities okhrana emniyet sicherheit securite sicurezza seguridad seguranta bezpieczenstwo bezpecnost "
        "biztonsagi sigurnost turvallisuus julgeolek sauga drosibas bezopasnost bezopasnosti saugumo securitate "
        "bezpieczenstwa seguranca"
    ),
    "defense": (
        "defence oborona oboronnye defa verteidigung defensa difesa defesa aparare obrony obrana vedelmi "
        "obramba puolustus kaitse gynybos aizsardzibas forsvar försvar oborony"
    ),
    "aviation": (
        "avia aviatsiya airlines airways air aero havacilik havapeyma aerospace aircraft luftfahrt lotniczy "
        "lotnicze letecky letecka legi ilmailu lennundus aviacijos aviacion aviacao aeronautica aeronautics "
        "aeronautical letalska zrakoplovna aviakompaniya aerolinea samolet aerokosmicheskiy aeroespacial"
    ),
    "electronics": (
        "electronic electronica elektronika elektronik electro elektronische electronique elettronica "
        "elektroniikka elektronikos elektroniks"
    ),
    "machinery": (
        "machine machines mashinostroitelny mashinery mashin equipment maschinen maszyny masini masinska "
        "strojirna strojarne gepgyar mashinostroeniye mashinostroitelnyy machinebuilding"
    ),
    "chemical": (
        "chemicals khimicheskiy kimya chemistry chimie chemie chimique chimica quimica chimice chemiczny "
        "chemicka vegyi vegyipari kemijska kemia keemia chemijos khimicheskaya"
    ),
    "electric": "electrical electricity elektrik",
    "medical": (
        "medicine pharma pharmaceutical pharmaceuticals drug medicinskiy meditsinskaya medycyna medicina medizin"
    ),
    "food": "foods gida alimentos",
    "university": (
        "universitet universidad universite daneshgah universitat universita universidade universitatea "
        "uniwersytet univerzita egyetem yliopisto ulikool universitetas universitate sveuciliste univerza"
    ),
    "committee": "komitet comite council sovet komitee comité comitato vybor bizottsag odbor komitea",
    "ministry": (
        "ministerstvo ministerio vezarat department departament directorate agency agentstvo administration "
        "ministerium ministere ministero ministerul miniszterium ministrstvo ministeri ministarstvo ministerija "
        "ministeerium direktsiya direccion direktion direkcija agentura agentia agencja agence agencia agentur "
        "direzione directia direttorat riaditelstvo ministrija administracao direction direcao urzad "
        "departement"
    ),
    "exchange": (
        "exchangers sarafi hawala money remittance birzha bourse borsa bolsa bursa gielda tozsde sarrafi "
        "hawalah hawalat"
    ),
    "system": (
        "systems sistemy sistema sistemas sistem systemes sistemi systeme rendszerek systemy systemow "
        "jarjestelmat susteemid sistemos sistemam"
    ),
    "solutions": "solution resheniya",
    "product": "products produkt produktsiya productos produce",
    "project": "projects proekt proje",
    "consulting": "consultants consult konsalting consultancy advisory",
    "properties": "property estate realty real inmobiliaria inmobiliarias emlak land",
    "charity": (
        "charitable khayriyya kheiriyeh hayir relief humanitarian welfare aid blagotvoritelnyy charite benefico "
        "caritativa"
    ),
    "school": ("madrassa madrasa madrasah ecole escuela scuola scoala szkola skola iskola koulu kool mokykla medrese"),
    "front": "jabhat jebhat frente fronte frontas",
    "movement": (
        "harakat haraka dvizhenie mouvement movimento movimiento bewegung ruch hnuti hnutie mozgalom gibanje "
        "pokret liike liikumine kustiba rorelse beweging harakah harkat miscarea"
    ),
    "army": (
        "jaysh jaish jeish armee ejercito esercito armia armada hadsereg vojska armeija armija armata vojsko leger"
    ),
    "partners": "partner partnership",
    "global": "world worldwide universal",
    "corporation": "korporatsiya corporate corporativo corporacion",
    "business": "biznes businesses negocios",
    "landscape": "landscaping horticulture gardening gardens greening",
    "highway": "highways expressway",
    "robot": "robotics robots",
    "geology": "geological geologic",
    "materials": "material materialy",
    "tourism": "travel turizm tours",
    "media": "press news",
    "telecom": "telecommunications telecommunication communication svyaz",
    "concern": "kontsern",
    "branch": "filial sube",
    "port": "ports limani porto",
    "shipyard": "shipbuilding sudostroitelny shiprepair",
    "trust": "trusts",
    "united": "obedinennaya unida birlesik",
    "republic": (
        "respublika republica jomhuri republique respublikos republika koztarsasag republiky republike "
        "republicii repubblica tasavallan republiki republik republiek republikas"
    ),
    "government": "pravitelstvo gobierno",
    "special": "spetsialnaya spetsialnyy spetsialnykh especial spezial speciale kulonleges",
    "brigade": (
        "brigades brigata brigada brigady brigad liwa kataib katibat battalion battalions batalon batalonul katibah"
    ),
    "soldiers": "jund soldats soldaten",
    "supporters": "ansar partisans",
    "islamic": (
        "islamique islamico islamica islamiya islamiyya islami islamia islamiyah islam islamisch islamische "
        "islamska islamskaya iszlam eslami islamitische islamiska islamischen islama islamskych islamskiej "
        "islamiske islamilaisen islamiche izlamika izlamiku islamice"
    ),
    "revolution": (
        "revolutionary rivoluzionario revolucion enghelab engelab revoliucijos forradalmi revolutionaire "
        "revolucionarne rewolucji revolutiei revolucnych revolucnich revolutsioonilise rivoluzzjoni "
        "revolucionaro rivoluzionarie"
    ),
    "guard": (
        "guards pasdaran garda garde guardia straz gardijske nigahban gvardijos gardiens gard gvardeytsite "
        "straznikow guardie gardienilor kaardivae gvardu guardianes gwardjani"
    ),
    "corps": (
        "sepah hadtest korpus cuerpo corpo sbor korps korpusa corpului korpusu zboru korpuss korpusas corpul "
        "hadteste korp"
    ),
    "people": (
        "peoples narodnaya narodna popular populaire volks ludowa lidova nepi rahva kansan ljudska liaudies "
        "tautas popolare populara halk"
    ),
    "party": "partito parti partido partei partia strana part stranka",
    "province": "wilayat wilaya provincija",
    "information": "informatsionnye informatsiya informacion informazione informacji informacni informacios",
    "communications": "kommunikatsii komunikacija communicationes",
    "repair": "remontnyy remont remontny javito",
    "instrument": "instruments priborostroenie priborostroitelnyy pribor",
    "optical": "optics optiko optika opticheskiy opto",
    "mechanical": "mekhanicheskiy mechanic mecanica mechanikai",
    "youth": "molodezh molodezhnyy jeunesse juventud mladez ifjusag",
    "martyrs": "martyr shuhada shahid shaheed",
    "new": "novaya novyy novoye nuevo nouveau nouvelle nuova nova neue novin",
    "central": "tsentralnyy tsentralnaya centrale zentral kozponti centralna markazi",
    "autonomous": "avtonomnaya avtonomnyy avtonomnoi autonomo autonome",
    "noncommercial": "nekommercheskaya nonprofit",
    "unmanned": "bespilotnye bespilotnyy drone drones uav",
    "digital": "tsifrovaya tsifrovoy cyber sayberi",
    "clearing": "kliringovyy",
    "pmc": "chvk",
    "agriculture": "agricultural agro selkhoz farm",
    "cooperative": "cooperation tavon taavon kooperativ",
    "force": (
        "forces troops sili sily sil voyska voiska viyska fuerzas fuerza armees streitkrafte sile snage pajegos "
        "fortele forcas forze styrkor joukot forza fortelor forca strijdkrachten pajegu snaga"
    ),
    "command": "komandovanie commandement",
    "prison": (
        "jail tyurma zatvor prigione carcel gefangnis vankila vezeni vaznica wiezienie veznice prision "
        "kalejimas inchisoarea borton penitenciaria"
    ),
    "police": "policia polizia polizei politia policija politsiya poliisi policie militsiya",
    "network": "reseau rete netz siec mrezha",
    "division": "divizia dywizja diviziya",
    "combatant": "combattant combatiente fighting fighter",
    "office": "kontora ufficio oficina gabinete",
    "culture": "cultural kultura cultura kulturel",
    "education": "educational enseignement",
    "missile": "missiles rocket rockets rakete misil",
    "helicopter": "helicopters helikopter helicopteros",
    "engine": "engines motor motors motorostroitelnoe dvigatel dvigateli dvigateley moteurs",
    "ammunition": "munitions munition cartridge cartridges munitionen",
    "gunpowder": "powder poudre pulver",
    "armament": "arms armaments weapon weapons armement armamento",
    "radio": "radios",
    "television": "televizion televisione televisa tv",
    "space": "spatiale cosmos spazio espacial",
    "automobile": "auto automotive vehicle vehicles avtomobil khodro",
    "institution": "etablissement institution",
    "military": "militaire militar militare wojskowy vojensky sotilas",
    "public": "publique publico pubblico",
    "nuclear": "atomic atomnyy nucleaire nuclear",
    "physics": "physique fisica physik fizika",
    "applied": "appliquee aplicada angewandte",
    "higher": "superior superieur vysshiy vysshaya",
    "resistance": "resistencia soprotivlenie",
    "liberation": "liberacion liberazione osvobozhdenie libertacao",
    "federation": (
        "federatsiya federacion federazione foderation foderacio federacji federacijos federatie federacije "
        "federatiei federacie foderatsiooni federacao federaation foderations federationens federazzjoni "
        "federacijas federace federatsii"
    ),
    "railway": "railways zheleznye",
    "armed": "armees armate armadas ozbrojenych oruzanih vooruzhennykh vooruzhennye vooruzhonnykh",
    "regional": "regionalis regionale regionala regionalen regionaal regionalais alueelliset regionalnyy",
    "main": "hlavne principale glowny glavnoe glavnyy glavnogo",
    "staff": "shtab shtaba sztabu stabes",
    "interior": "internal vnutrennikh",
    "affairs": "del",
    "protection": "zashchita",
    "separate": "otdelnaya otdelnyy",
    "election": "elections izbiratelnaya",
    "electromechanical": "electromechanical",
    "artillery": "artillerie artilleria",
    "automation": "automatics automatica avtomatika",
    "precision": "precision",
    "complex": "complex",
    "specialized": "specialized",
    "patriotic": "patriotic",
    "experimental": "experimental",
    "independent": "independent",
    "social": "social",
    "academy": "akademiya academia akademie akademia akademija akatemia akademy",
}
"""Meaning -> the words that mean it."""
