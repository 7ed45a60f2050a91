"""The verification service: submissions in, screened and decided verifications out."""

from importlib.metadata import version

__version__ = version("kyc-service")
