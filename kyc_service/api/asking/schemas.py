"""Shapes of requests and answers, notes and files."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Choice, Items, Number, Part, StrictSchema, Text
from kyc_service.api.schemas.answers import flag, instant, many, number, text, word
from kyc_service.domain.asking import notes
from kyc_service.domain.asking.files import FileType, Source
from kyc_service.domain.asking.requests import LONGEST_DAYS, MOST_ITEMS, USUAL_DAYS, Document, ItemKind, RequestStatus

LONGEST_POINTER = 64
_POINTER = "/business/registration/number"


class AskedDocumentSchema(StrictSchema):
    """A document to ask for."""

    document = Choice("Which.", tuple(Document), required=True)
    about = Text("Whom it is about: `/business`, `/contact` or `/people/0`.", "/business", longest=LONGEST_POINTER)


class AskSchema(StrictSchema):
    """What to ask for. There is no place for words: the texts are the service's own."""

    # A member of this name hides nothing: marshmallow takes it out of the class.
    fields = Items(  # type: ignore[assignment]
        Text("Pointer into the submission.", _POINTER, longest=LONGEST_POINTER), "Fields.", MOST_ITEMS
    )
    documents = Items(Part(AskedDocumentSchema, "Document."), "Documents.", MOST_ITEMS)
    days = Number(
        f"Days until the answer is awaited; {USUAL_DAYS} when left out.",
        14,
        1,
        LONGEST_DAYS,
        code="number_out_of_range",
    )


class ItemSchema(Schema):
    """One thing that was asked for."""

    number = number("Its place.", 1)
    kind = word("What it is.", tuple(ItemKind))
    field = text("The field, or whom a document is about.", _POINTER)
    document = word("Which document.", tuple(Document), nullable=True)
    answered_at = instant("When it came.", nullable=True)
    was = fields.Raw(metadata={"description": "The field before.", "examples": ["12345678"]})
    now = fields.Raw(metadata={"description": "The field as it was given.", "examples": ["12345679"]})
    flags = fields.List(
        fields.String(), metadata={"description": "What is worth a look about it.", "examples": [["placeholder_name"]]}
    )
    attachment_id = text("The document that came.", "att_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    text = text("As it was asked for.", "Give the number of the business in its register.")


class RequestSchema(Schema):
    """What was asked for at once."""

    id = text("Id.", "ask_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    status = word("What came of it.", tuple(RequestStatus))
    asked_by = text("Who asked.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    asked_at = instant("When.")
    due_at = instant("Until when the answer is awaited.")
    ended_at = instant("When it was over.", nullable=True)
    ended_by = text("Who ended it.", "key_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    items = many(ItemSchema, "What was asked for, and what came.")


class RequestsSchema(Schema):
    """The requests of a case, oldest first."""

    items = many(RequestSchema, "Requests.")


class Value(fields.Raw):
    """A value of whatever type the field has: the submission's own rules judge it."""

    def __init__(self) -> None:
        """Describe it."""
        described: dict[str, Any] = {"description": "The value, as in a submission.", "examples": ["12345678"]}
        super().__init__(required=True, allow_none=True, error_messages={"required": "required"}, metadata=described)


class GivenSchema(StrictSchema):
    """A field that was asked for."""

    field = Text("As `next_actions` name it.", _POINTER, longest=LONGEST_POINTER, required=True)
    value = Value()


class AnswerSchema(StrictSchema):
    """Fields that were asked for. Documents are sent each by itself."""

    # A member of this name hides nothing: marshmallow takes it out of the class.
    fields = Items(Part(GivenSchema, "Field."), "Fields.", MOST_ITEMS)  # type: ignore[assignment]


class NewNoteSchema(StrictSchema):
    """A note on a case."""

    text = Text("The note.", "Compared the extract: agrees.", notes.read_text, longest=notes.LONGEST, required=True)
    mentions = Items(
        Text("Account of a colleague.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063", longest=40),
        "Colleagues whom it is meant for.",
        notes.MOST_MENTIONS,
    )


class MentionSchema(Schema):
    """A colleague whom a note is meant for."""

    account_id = text("Account.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    read_at = instant("When they opened the case.", nullable=True)


class NoteSchema(Schema):
    """A note on a case."""

    id = text("Id.", "nte_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    author = text("Who wrote it.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    written_at = instant("When.")
    text = text("The note; null once its author struck it out.", "Compared the extract: agrees.", nullable=True)
    struck_at = instant("When it was struck out.", nullable=True)
    mentions = many(MentionSchema, "Whom it is meant for.")


class NotesSchema(Schema):
    """The notes on a case, oldest first."""

    items = many(NoteSchema, "Notes.")


class ColleagueMentionSchema(Schema):
    """A note that is meant for a colleague."""

    note_id = text("The note.", "nte_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    case_id = text("Its case.", "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    reference = text("The client's own name for the business.", "acme-trading-2291")
    author = text("Who wrote it.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    written_at = instant("When.")
    read_at = instant("When they opened the case.", nullable=True)


class MentionsSchema(Schema):
    """What is meant for a colleague, unread first."""

    items = many(ColleagueMentionSchema, "Mentions.")


class ReadSchema(StrictSchema):
    """Who has read what is meant for them."""

    account_id = Text("Account.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063", longest=40, required=True)


class MarkedSchema(Schema):
    """How much was new."""

    read = number("Mentions that were unread.", 1)


class NewTemplateSchema(StrictSchema):
    """A text to begin a note with."""

    name = Text("Its name.", "Address checked", notes.read_name, longest=notes.LONGEST_NAME, required=True)
    text = Text(
        "The text; `{reference}`, `{today}` and `{opened}` are filled in.",
        "{today}: checked the address of {reference}.",
        notes.read_text,
        longest=notes.LONGEST,
        required=True,
    )


class TemplateSchema(Schema):
    """A text to begin a note with."""

    id = text("Id; a plain name for one that ships with the service.", "documents_checked")
    name = text("Its name.", "Documents checked")
    text = text("The text.", "{today}: looked at the documents of {reference}.")
    built_in = flag("Whether it ships with the service.")


class TemplatesSchema(Schema):
    """Texts to begin a note with."""

    items = many(TemplateSchema, "Templates.")


class AttachmentSchema(Schema):
    """A file on a case."""

    id = text("Id.", "att_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("Whom it is about.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    source = word("How it came.", tuple(Source))
    document = word("Which document was asked for.", tuple(Document), nullable=True)
    name = text("Its name.", "extract.pdf")
    type = word("What it is, by its first bytes. Nobody looked for viruses.", tuple(FileType))
    size = number("Bytes.", 48213)
    sha256 = text("Digest.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    added_by = text("Who added it.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    added_at = instant("When.")


class AttachmentsSchema(Schema):
    """The files of a case, oldest first."""

    items = many(AttachmentSchema, "Files.")
