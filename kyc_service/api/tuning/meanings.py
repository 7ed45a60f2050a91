"""What a threshold means, as an answer."""

from __future__ import annotations

from marshmallow import Schema, fields

from kyc_service.api.schemas.answers import instant, many, number, score


class MeaningSchema(Schema):
    """What one threshold would have meant."""

    threshold = score("The threshold.", 0.8)
    screened = number("Screenings that were completed.", 1200)
    alerts = number("Those with a hit at or above the threshold.", 30)
    alerts_per_1000 = fields.Float(
        metadata={"description": "The same of 1,000 screenings.", "examples": [25.0], "minimum": 0}
    )
    hits = number("Hits at or above it.", 41)
    true = number("Those that were answered as the listed party.", 3)
    true_missed = number("Hits that are the listed party and lie below it.", 1)
    false = number("Those that were answered as another party.", 35)
    false_spared = number("False positives below it.", 20)
    unanswered = number("Hits at or above it that are open or inconclusive.", 3)
    precision = score("Share of true matches among the answered hits at or above it.", 0.0789)
    recall = score("Share of the true matches on file that lie at or above it.", 0.75)
    f1 = score("Harmonic mean of the two.", 0.1429)


class ColumnSchema(Schema):
    """Hits by score: from here up to a hundredth more."""

    score = score("Lowest score of the column.", 0.83)
    true = number("The listed party.", 1)
    false = number("Another party.", 12)
    unanswered = number("Open or inconclusive.", 2)


class SimulationSchema(Schema):
    """Hits on file by score, and what a threshold would have meant."""

    asked = fields.Nested(MeaningSchema, metadata={"description": "By the threshold asked for."})
    usual = fields.Nested(MeaningSchema, metadata={"description": "By the threshold that holds without a profile."})
    known_from = score("Below this not every hit was kept: some screenings went by this threshold.", 0.75)
    columns = many(ColumnSchema, "Hits by score, in hundredths.")
    counted_at = instant("Counts are exact for this moment; of a large desk it is some minutes ago.")
