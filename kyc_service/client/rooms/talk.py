"""Operations of `talk`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Literal, cast

from ..models.shared import Case
from ..models.talk import (
    Ask,
    Attachment,
    Attachments,
    Marked,
    Mentions,
    Message,
    MessageList,
    NewMessage,
    NewNote,
    NewPublicSource,
    NewTemplate,
    Note,
    Notes,
    PublicSource,
    PublicSourceNotice,
    Read,
    Requests,
    Template,
    Templates,
)
from ..wire import File, Sending, Wire, attachment, path_of


class TalkRoom(Wire):
    """Operations of `talk`."""

    def list_messages(self, case_id: str) -> MessageList:
        """Read the messages on a case.

        Needs a key with the scope `analyst` or `privacy`.
        """
        return cast(
            "MessageList",
            self.call(
                Sending(
                    operation="listMessages",
                    method="GET",
                    path=path_of("/v1/cases/{case_id}/messages", case_id=case_id),
                )
            ),
        )

    def keep_message(self, case_id: str, body: NewMessage) -> Message:
        """Keep a copy of a message on a case.

        Under the subject's own key. Its retention clock starts when the case is closed. Needs a key with the scope
        `analyst` or `privacy`.
        """
        return cast(
            "Message",
            self.call(
                Sending(
                    operation="keepMessage",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/messages", case_id=case_id),
                    body=body,
                )
            ),
        )

    def keep_public_source(self, body: NewPublicSource) -> PublicSource:
        """Keep what was found about a subject in public, and where.

        The subject is owed a notice within a month (GDPR 14); an alarm sounds a week before. Needs a key with the
        scope `analyst` or `privacy`.
        """
        return cast(
            "PublicSource",
            self.call(Sending(operation="keepPublicSource", method="POST", path="/v1/privacy/sources", body=body)),
        )

    def note_public_source(self, source_id: str, body: PublicSourceNotice, *, version: int) -> PublicSource:
        """Say that a subject was told of a source, or why it need not be.

        Needs a key with the scope `analyst` or `privacy`.
        """
        return cast(
            "PublicSource",
            self.call(
                Sending(
                    operation="notePublicSource",
                    method="POST",
                    path=path_of("/v1/privacy/sources/{source_id}/notice", source_id=source_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def list_case_requests(self, case_id: str) -> Requests:
        """List what was asked for from a case, and what came.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Requests",
            self.call(
                Sending(
                    operation="listCaseRequests",
                    method="GET",
                    path=path_of("/v1/cases/{case_id}/requests", case_id=case_id),
                )
            ),
        )

    def ask_for_details(self, case_id: str, body: Ask, *, version: int) -> Case:
        """Ask the onboarding flow for fields and documents.

        The verification waits for an answer, with `next_actions` that name each thing in neutral words, and the
        case cannot be decided until the answer is there, the term passed, or the request is withdrawn. Needs a key
        with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="askForDetails",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/requests", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def withdraw_case_request(self, case_id: str, *, version: int) -> Case:
        """Go on without the rest of an answer.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Case",
            self.call(
                Sending(
                    operation="withdrawCaseRequest",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/requests:withdraw", case_id=case_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def list_notes(self, case_id: str) -> Notes:
        """List the notes on a case, oldest first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Notes",
            self.call(
                Sending(operation="listNotes", method="GET", path=path_of("/v1/cases/{case_id}/notes", case_id=case_id))
            ),
        )

    def write_note(self, case_id: str, body: NewNote) -> Note:
        """Write a note on a case.

        It never changes. It may be meant for colleagues who may see what was submitted. Needs a key with the scope
        `analyst`.
        """
        return cast(
            "Note",
            self.call(
                Sending(
                    operation="writeNote",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/notes", case_id=case_id),
                    body=body,
                )
            ),
        )

    def strike_note(self, case_id: str, note_id: str) -> Note:
        """Strike out a note of one's own.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Note",
            self.call(
                Sending(
                    operation="strikeNote",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/notes/{note_id}:strike", case_id=case_id, note_id=note_id),
                )
            ),
        )

    def list_mentions(self, *, account_id: str) -> Mentions:
        """List the notes that are meant for a colleague, unread first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Mentions",
            self.call(
                Sending(operation="listMentions", method="GET", path="/v1/mentions", query={"account_id": account_id})
            ),
        )

    def mark_mentions_read(self, case_id: str, body: Read) -> Marked:
        """Note that a colleague has read what is meant for them on a case.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Marked",
            self.call(
                Sending(
                    operation="markMentionsRead",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/mentions:read", case_id=case_id),
                    body=body,
                )
            ),
        )

    def list_note_templates(self) -> Templates:
        """List texts to begin a note with.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Templates", self.call(Sending(operation="listNoteTemplates", method="GET", path="/v1/note-templates"))
        )

    def add_note_template(self, body: NewTemplate) -> Template:
        """Keep a text to begin notes with.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Template",
            self.call(Sending(operation="addNoteTemplate", method="POST", path="/v1/note-templates", body=body)),
        )

    def drop_note_template(self, template_id: str) -> None:
        """Forget a text.

        Needs a key with the scope `analyst`.
        """
        self.call(
            Sending(
                operation="dropNoteTemplate",
                method="DELETE",
                path=path_of("/v1/note-templates/{template_id}", template_id=template_id),
            )
        )

    def list_attachments(self, case_id: str) -> Attachments:
        """List the files of a case, oldest first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Attachments",
            self.call(
                Sending(
                    operation="listAttachments",
                    method="GET",
                    path=path_of("/v1/cases/{case_id}/attachments", case_id=case_id),
                )
            ),
        )

    def add_attachment(
        self,
        case_id: str,
        content: bytes,
        *,
        media_type: Literal["application/pdf", "image/png", "image/jpeg", "text/plain"],
        file_name: str | None = None,
        about: str | None = None,
    ) -> Attachment:
        """Keep a file on a case.

        The body is the file itself: PDF, PNG, JPEG or plain text by its bytes, at most 10 MB. The same file about
        the same party is kept once. Files are not looked over for viruses. Needs a key with the scope `analyst`.
        """
        return cast(
            "Attachment",
            self.call(
                Sending(
                    operation="addAttachment",
                    method="POST",
                    path=path_of("/v1/cases/{case_id}/attachments", case_id=case_id),
                    query={"about": about},
                    headers={"Content-Type": media_type, "Content-Disposition": attachment(file_name)},
                    content=content,
                )
            ),
        )

    def download_attachment(self, case_id: str, attachment_id: str) -> File:
        """Download a file of a case.

        Each download stands in the audit. Needs a key with the scope `analyst`.
        """
        return self.fetch(
            Sending(
                operation="downloadAttachment",
                method="GET",
                path=path_of(
                    "/v1/cases/{case_id}/attachments/{attachment_id}", case_id=case_id, attachment_id=attachment_id
                ),
            )
        )
