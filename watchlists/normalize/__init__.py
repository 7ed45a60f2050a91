"""Normalisation: names, dates, countries and identifiers in one plain form, before anything is compared."""
