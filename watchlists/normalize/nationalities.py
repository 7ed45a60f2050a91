"""Nationalities as adjectives, to ISO 3166-1 alpha-2: `Iranian`, `North Korean`.

A country's name is read as well. An adjective that two countries share (`Congolese`, `Dominican`) is None: it is not
guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from watchlists.normalize.countries import to_country

_ADJECTIVES = """
AE Emirati; AF Afghan, Afghani; AL Albanian; AM Armenian; AO Angolan; AR Argentine, Argentinian; AT Austrian;
AU Australian; AZ Azerbaijani, Azeri; BA Bosnian; BD Bangladeshi; BE Belgian; BG Bulgarian; BH Bahraini; BI Burundian;
BJ Beninese; BO Bolivian; BR Brazilian; BW Motswana; BY Belarusian, Belarussian, Byelorussian; CA Canadian;
CF Central African; CH Swiss; CI Ivorian; CL Chilean; CM Cameroonian; CN Chinese; CO Colombian; CR Costa Rican;
CU Cuban; CY Cypriot; CZ Czech; DE German; DK Danish; DJ Djiboutian; DZ Algerian; EC Ecuadorian; EE Estonian;
EG Egyptian; ER Eritrean; ES Spanish; ET Ethiopian; FI Finnish; FR French; GA Gabonese; GB British; GE Georgian;
GH Ghanaian; GM Gambian; GN Guinean; GR Greek; GT Guatemalan; GW Bissau-Guinean; HN Honduran; HR Croatian, Croat;
HT Haitian; HU Hungarian; ID Indonesian; IE Irish; IL Israeli; IN Indian; IQ Iraqi; IR Iranian; IS Icelandic;
IT Italian; JM Jamaican; JO Jordanian; JP Japanese; KE Kenyan; KG Kyrgyz, Kyrgyzstani; KH Cambodian; KM Comorian;
KP North Korean; KR South Korean; KW Kuwaiti; KZ Kazakh, Kazakhstani; LA Lao, Laotian; LB Lebanese; LK Sri Lankan;
LR Liberian; LT Lithuanian; LV Latvian; LY Libyan; MA Moroccan; MC Monegasque; MD Moldovan; ME Montenegrin;
MG Malagasy; ML Malian; MM Burmese; MN Mongolian; MR Mauritanian; MT Maltese; MU Mauritian; MV Maldivian;
MW Malawian; MX Mexican; MY Malaysian; MZ Mozambican; NA Namibian; NE Nigerien; NG Nigerian; NI Nicaraguan; NL Dutch;
NO Norwegian; NP Nepalese, Nepali; NZ New Zealander; OM Omani; PA Panamanian; PE Peruvian; PH Filipino, Philippine;
PK Pakistani; PL Polish; PS Palestinian; PT Portuguese; PY Paraguayan; QA Qatari; RO Romanian; RS Serbian, Serb;
RU Russian; RW Rwandan; SA Saudi, Saudi Arabian; SD Sudanese; SE Swedish; SG Singaporean; SI Slovenian, Slovene;
SK Slovak, Slovakian; SL Sierra Leonean; SN Senegalese; SO Somali, Somalian; SR Surinamese; SS South Sudanese;
SV Salvadoran, Salvadorian; SY Syrian; TD Chadian; TG Togolese; TH Thai; TJ Tajik, Tajikistani; TL Timorese;
TM Turkmen; TN Tunisian; TR Turkish; TT Trinidadian; TW Taiwanese; TZ Tanzanian; UA Ukrainian, Ukranian; UG Ugandan;
US American; UY Uruguayan; UZ Uzbek, Uzbekistani; VE Venezuelan; VN Vietnamese; XK Kosovan, Kosovar; YE Yemeni;
ZA South African; ZM Zambian; ZW Zimbabwean
"""


def _read_table(text: str) -> dict[str, str]:
    rows = (row.split(maxsplit=1) for row in " ".join(text.split()).split("; "))
    return {word.casefold(): code for code, words in rows for word in words.split(", ")}


ADJECTIVES: Mapping[str, str] = _read_table(_ADJECTIVES)
"""Adjective in lower case to code."""


@lru_cache(maxsize=4096)
def to_nationality(text: str) -> str | None:
    """Read `Iranian` or `Iran`; None when it is neither or not one country."""
    return ADJECTIVES.get(" ".join(text.casefold().split())) or to_country(text)
