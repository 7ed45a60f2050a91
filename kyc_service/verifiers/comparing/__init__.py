"""Comparing: what was submitted about a business against what a register says of it. No input or output."""

from kyc_service.verifiers.comparing.comparison import compare, flags
from kyc_service.verifiers.comparing.people import unsubmitted
from kyc_service.verifiers.comparing.submitted import SubmittedBusiness, SubmittedPerson

__all__ = ["SubmittedBusiness", "SubmittedPerson", "compare", "flags", "unsubmitted"]
