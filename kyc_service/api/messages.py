"""Messages: for every code a sentence that says what to do. None holds a value of a request."""

from __future__ import annotations

from collections.abc import Mapping

_READING: Mapping[str, str] = {
    "bad_framing": "Send each header once, and the body in the form that the headers say.",
    "bad_host": "Use the host name that this service is known by.",
    "body_too_large": "Send a smaller body: 256 KiB at most.",
    "duplicate_key": "Name each member of an object once.",
    "duplicate_parameter": "Give each parameter once.",
    "expected_object": "Send a JSON object here.",
    "headers_too_large": "Send fewer or shorter headers.",
    "incomplete_body": "The body ended before its stated length; send it again.",
    "invalid_cursor": "Use `next` of the page before as it is, with the same filters, or begin without a cursor.",
    "invalid_encoding": "Encode the body as UTF-8 without a byte order mark.",
    "invalid_parameter": "Give a value of the form that the documentation shows.",
    "invalid_unicode": "Escape characters outside the basic plane as a proper surrogate pair.",
    "malformed_json": "Send one complete JSON value as RFC 8259 has it: no comments, no trailing commas, no NaN.",
    "malformed_request": "The request could not be read; compare it with the documentation.",
    "method_not_allowed": "Use a method that the Allow header names.",
    "not_acceptable": "Accept application/json.",
    "number_out_of_range": "Send a number between -2^63 and 2^63 - 1, within the field's range.",
    "request_timeout": "Send the request faster.",
    "too_deep": "Nest objects and lists at most 32 deep.",
    "too_many_members": "Send at most 1,000 members in an object.",
    "unknown_parameter": "Leave out parameters that the documentation does not name.",
    "unsupported_content_encoding": "Send the body without Content-Encoding.",
    "unsupported_media_type": "Send Content-Type: application/json, in UTF-8.",
    "uri_too_long": "Use a shorter address.",
}
_ACCESS: Mapping[str, str] = {
    "forbidden": "Use a key with a scope that this route needs; the documentation names them.",
    "four_eyes": "A person other than the one who proposed this decision has to approve it.",
    "idempotency_in_progress": "Send the same request again in a few seconds.",
    "idempotency_key_invalid": "Send one Idempotency-Key of 1 to 255 visible ASCII characters.",
    "idempotency_key_required": "Send an Idempotency-Key, a new one for each new submission.",
    "idempotency_key_reused": "Use a new Idempotency-Key: this one came with another request in the last 7 days.",
    "internal_error": "The fault is ours. Send the request again, and give support the request id if it stays.",
    "not_found": "There is nothing here for this key; check the address and the id.",
    "policy_denied": "The policy has no rule that allows this.",
    "precondition_failed": "Read it again: it changed since. Then send the new ETag in If-Match.",
    "precondition_required": "Send If-Match with the ETag of what you read.",
    "rate_limited": "Wait as long as Retry-After says, then go on more slowly.",
    "subject_erased": "The data of this subject no longer exist.",
    "tenant_suspended": "This account is suspended; contact support.",
    "unauthenticated": "Send a valid key as `Authorization: Bearer <key>`.",
}
_STATE: Mapping[str, str] = {
    "attempt_lost": "Another worker did this already.",
    "database_unavailable": "Send the request again shortly; nothing was stored.",
    "hits_inconclusive": "An inconclusive hit cannot be cleared: decide it, or reject.",
    "hits_open": "Give every hit a disposition first.",
    "invalid_transition": "This is not possible in the present state; read it again.",
    "key_store_unavailable": "Send the request again shortly; nothing was stored.",
    "nothing_to_reject_for": "A rejection needs a hit that is a true match, or a flag on the submission.",
    "queue_unavailable": "Send the request again shortly.",
    "rescreen_required": "The lists were stale or incomplete at the time; submit the business again.",
    "screening_unavailable": "No list is loaded; ask again when one is.",
    "subject_mismatch": "This reference names another business; use a new reference for a new business.",
    "unavailable": "Send the request again shortly.",
}
_FIELDS: Mapping[str, str] = {
    "country_dissolved": "Use the country of today; a dissolved one is accepted as a birth place only.",
    "field_not_accepted": "Leave this out: it is not for clients to give.",
    "field_not_allowed_for_type": "This field belongs to the other kind of party: a business or a person.",
    "field_refused": "Leave this out: the policy does not let the service take it.",
    "invalid_industry": "Give a NACE or ISIC code, as 46.90 or G4690.",
    "invalid_input": "Correct what `errors` names and send the request again; nothing was stored.",
    "metadata_limits": "Send at most 50 entries, keys of 1 to 40 plain characters, texts of at most 500 characters.",
    "reason_required": "Say why, in a note of at least three letters.",
    "required": "Give this; it cannot be left out or null.",
    "special_category_suspected": "Leave out words about somebody's health.",
    "too_long": "Shorten this.",
    "too_many_items": "Send fewer items.",
    "unknown_field": "Leave out members that the documentation does not name; /v1/notice lists what is taken and why.",
    "unknown_policy": "Name the policy that this service runs under, or leave `policy_id` out.",
    "unknown_reason_code": "Use a reason code that goes with this answer; the documentation lists them.",
    "unknown_value": "Use one of the values that the documentation lists.",
    "wrong_type": "Send the JSON type that the documentation shows, without conversion and not null.",
}
_TEXTS: Mapping[str, str] = {
    "bidi_control": "Remove characters that change the direction of writing.",
    "control_character": "Remove control characters, line breaks and tabs.",
    "date_in_future": "Give a date that is not in the future.",
    "date_out_of_range": "Give a date of the Gregorian calendar within a believable time.",
    "inconsistent_dates": "Give dates that can be true together: nothing is registered tomorrow.",
    "invalid_date": "Give a date as YYYY-MM-DD, YYYY-MM or YYYY.",
    "invalid_email": "Give one bare e-mail address, as name@example.com.",
    "invalid_identifier": "Check the number: its form or its check digits are wrong for its scheme.",
    "invalid_moment": "Give a moment with its offset, as 2026-11-20T09:30:00Z.",
    "invalid_phone": "Give a telephone number with its country code, as +31 20 123 4567.",
    "invalid_reference": "Use 1 to 128 of the characters A-Z a-z 0-9 . _ : -",
    "invalid_share": "Give shares above 0 and at most 100, that together are not more than the whole.",
    "invalid_website": "Give a public web address, as https://www.example.com.",
    "looks_like_other_data": "Remove card, account or telephone numbers and e-mail addresses from this text.",
    "name_empty": "Give a name.",
    "name_no_letters": "Give a name that has letters.",
    "name_too_long": "Shorten the name to 512 characters.",
    "too_many_combining_marks": "Remove marks that are piled up on one letter.",
    "unknown_country": "Give the ISO 3166-1 alpha-2 code, as NL; the United Kingdom is GB and Greece is GR.",
    "unsupported_character": "Remove characters that names and addresses are not written with, such as emoji.",
}
_WEBHOOKS: Mapping[str, str] = {
    "webhook_url_malformed": "Give an address that all programs read alike: plain host, no fragment, no odd signs.",
    "webhook_url_not_https": "Use an https address.",
    "webhook_url_not_public": "Use a host that is reachable on the public internet.",
    "webhook_url_port": "Use port 443.",
    "webhook_url_scheme": "Use an https address.",
    "webhook_url_self": "Use an address outside this service.",
    "webhook_url_userinfo": "Leave user name and password out of the address.",
}

TEXTS: Mapping[str, str] = {**_READING, **_ACCESS, **_STATE, **_FIELDS, **_TEXTS, **_WEBHOOKS}


def text_of(code: str) -> str:
    """Return the sentence for a code. A test sees to it that every code has its own."""
    return TEXTS.get(code, "Compare the request with the documentation.")
