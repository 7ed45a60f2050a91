"""Which register serves which business: a table built from what the registers say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kyc_service.verifiers.abn_lookup import AbnLookup
from kyc_service.verifiers.base import EVERYWHERE, Kind, Question, Register
from kyc_service.verifiers.biala_lista import BialaLista
from kyc_service.verifiers.brreg import Brreg
from kyc_service.verifiers.companies_house import CompaniesHouse
from kyc_service.verifiers.edgar import Edgar
from kyc_service.verifiers.gleif import Gleif
from kyc_service.verifiers.kvk import Kvk
from kyc_service.verifiers.name_system import NameSystem
from kyc_service.verifiers.opencorporates import OpenCorporates
from kyc_service.verifiers.recherche_entreprises import RechercheEntreprises
from kyc_service.verifiers.vies import Vies
from kyc_service.verifiers.zefix import Zefix

_CLASSES: tuple[type[Register], ...] = (
    Gleif,
    Vies,
    CompaniesHouse,
    Kvk,
    Brreg,
    RechercheEntreprises,
    Zefix,
    AbnLookup,
    Edgar,
    BialaLista,
    OpenCorporates,
    NameSystem,
)

REGISTERS: Mapping[str, Register] = MappingProxyType({one.id: one() for one in _CLASSES})
"""Every register, by id."""


def serving(question: Question) -> tuple[Register, ...]:
    """Choose the registers of the business's country, or of every country, that know numbers such as it gave."""
    return tuple(
        register
        for register in REGISTERS.values()
        if (register.countries == EVERYWHERE or question.country in register.countries)
        and register.recognises(question)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A register as an operator reads of it."""

    id: str
    title: str
    address: str
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2, in order; `*` for all."""
    kind: Kind
    fields: tuple[str, ...]
    """What it is told."""
    needs: tuple[str, ...]
    """What the operator has to provide."""
    limit: str
    proves: str
    terms: str


def listing() -> tuple[Line, ...]:
    """List all registers, in the order of the table."""
    return tuple(
        Line(
            id=one.id,
            title=one.title,
            address=one.address,
            countries=tuple(sorted(one.countries)),
            kind=one.kind,
            fields=one.fields,
            needs=one.needs,
            limit=f"{one.limit.requests} in {one.limit.seconds} s",
            proves=one.proves,
            terms=one.terms,
        )
        for one in REGISTERS.values()
    )
