"""Every stand-in, one for each register."""

from __future__ import annotations

from jobs.standins.abn_lookup import AbnLookupStandIn
from jobs.standins.base import StandIn
from jobs.standins.biala_lista import BialaListaStandIn
from jobs.standins.brreg import BrregStandIn
from jobs.standins.companies_house import CompaniesHouseStandIn
from jobs.standins.edgar import EdgarStandIn
from jobs.standins.gleif import GleifStandIn
from jobs.standins.kvk import KvkStandIn
from jobs.standins.opencorporates import OpenCorporatesStandIn
from jobs.standins.recherche_entreprises import RechercheEntreprisesStandIn
from jobs.standins.vies import ViesStandIn
from jobs.standins.zefix import ZefixStandIn

STAND_INS: tuple[StandIn, ...] = (
    GleifStandIn(),
    ViesStandIn(),
    CompaniesHouseStandIn(),
    KvkStandIn(),
    BrregStandIn(),
    RechercheEntreprisesStandIn(),
    ZefixStandIn(),
    AbnLookupStandIn(),
    EdgarStandIn(),
    BialaListaStandIn(),
    OpenCorporatesStandIn(),
)
