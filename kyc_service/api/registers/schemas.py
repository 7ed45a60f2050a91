"""Business registers in and out: how each does, and why an answer is not waited for."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, StrictSchema
from kyc_service.api.schemas.answers import flag, instant, many, number, text, word
from kyc_service.services.registers.overrides import OverrideReason
from kyc_service.services.registers.standings import State


class PartSchema(Schema):
    """A part of a register that has its own outages."""

    part = text("Its name; empty for a register without parts.", "DE")
    state = word("How it does.", tuple(State))
    down_since = instant("Since when it gives no answer.", nullable=True)
    left_alone_until = instant("Not asked before, after several failures in a row.", nullable=True)
    last_answer_at = instant("When it last answered.", nullable=True)
    milliseconds = number("Average time of an answer.", 240, nullable=True)
    code = text("Why it last gave none.", "timed_out", nullable=True)


class RegisterSchema(Schema):
    """How a register does."""

    id = text("Id.", "vies")
    title = text("Its name.", "VIES")
    use = word("Whether anything is clear without its answer.", ("required", "optional"))
    state = word("How it does: the worst of its parts.", tuple(State))
    down_since = instant("Since when a part of it gives no answer.", nullable=True)
    limit = number("How often it may be asked.", 60)
    limit_seconds = number("In how many seconds.", 60)
    limit_left = number("What is left of that now.", 58, nullable=True)
    waiting = number("Questions without an answer yet.", 0)
    oldest = instant("When the oldest of them came.", nullable=True)
    alarm = flag("Whether something waits for too long.")
    parts = many(PartSchema, "Its parts.")


class RegistersSchema(Schema):
    """Every register in use."""

    items = many(RegisterSchema, "Registers.")


class OverrideSchema(StrictSchema):
    """Why a register's answer is not waited for."""

    reason = Choice("Why.", tuple(OverrideReason), required=True)
