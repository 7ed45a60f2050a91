"""What is asked of the gate: who wants which fields of whom, for what, and what the moment itself shows."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.privacy.grounds import Addressee
from kyc_service.domain.subjects import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question to the gate."""

    subject: Subject
    recipient: str
    purpose: str
    fields: tuple[str, ...]
    addressee: Addressee | None = None
    """Nobody in particular for the platform, its users and the subject."""
    agreed: bool = False
    """A second person agreed to this very disclosure, and that still holds."""
    verified: bool = False
    """It was shown that whoever asks is the subject."""
    sealed: bool = False
    """Whoever sends has the permission for sealed records."""

    @property
    def business_id(self) -> str:
        """The business that the subject is, or belongs to."""
        return self.subject.business_id or self.subject.id

    @property
    def addressee_id(self) -> str | None:
        """Id of the addressee, where there is one."""
        return self.addressee.id if self.addressee else None
