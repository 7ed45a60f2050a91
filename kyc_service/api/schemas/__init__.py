"""Schemas of what each room takes and answers, with a description and an example of each field."""
