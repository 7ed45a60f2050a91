"""What is asked, and why."""

from flask.testing import FlaskClient


def test_every_field_is_named_with_its_category(client: FlaskClient) -> None:
    found = client.get("/v1/notice").json or {}
    fields = {row["field"]: row for row in found["items"]}
    assert (fields["business.name"]["category"], fields["business.name"]["required"]) == ("company", True)
    assert (fields["contact.email"]["category"], fields["contact.email"]["required"]) == ("contact", False)
    assert fields["contact.address"]["category"] == "contact"
    assert fields["people.date_of_birth"]["category"] == "identity_birth"
    assert fields["metadata"]["category"] == "free_text"
    assert all(row["description"] and row["why"] for row in found["items"])
    assert "card_number" in found["refused"]
