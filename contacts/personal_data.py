"""What the tables of contacts hold of a person, and what erasure does to each column."""

from __future__ import annotations

from contacts import models
from klantbeheer.personal_data import register_model


def register() -> None:
    """Classify the tables of this app. Called once, when the app is ready."""
    _register_people()
    _register_timeline()
    _register_messages()
    for model in (models.ContactType, models.MessageTemplate):
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        register_model(model, keep=names)


def _register_people() -> None:
    register_model(
        models.ContactPerson,
        owner="customer_id",
        keep=[
            "customer",
            "type",
            "preferred",
            "archived",
            "language",
            "country",
            "email_permission",
            "invoice_customer",
            "changed_at",
            "version",
        ],
        constant=["last_name"],
        null=[
            "salutation",
            "initials",
            "first_name",
            "infix",
            "job_title",
            "street",
            "house_number",
            "house_number_addition",
            "postcode",
            "city",
            "phone",
            "mobile",
            "emails",
        ],
        free_text=["note"],
    )
    register_model(
        models.ConsentEvent,
        owner="customer_id",
        keep=[
            "customer",
            "contact_person",
            "channel",
            "purpose",
            "granted",
            "source",
            "moment",
            "staff",
            "system",
        ],
        constant=["address"],
        free_text=["wording"],
    )
    register_model(
        models.AddressPermission,
        owner="customer_id",
        row=["customer", "contact_person", "channel", "address", "level", "since"],
    )


def _register_timeline() -> None:
    register_model(
        models.ContactMoment,
        owner="customer_id",
        keep=[
            "customer",
            "contact_person",
            "activity",
            "kind",
            "direction",
            "moment",
            "author",
            "system",
            "message",
            "removed_at",
            "version",
        ],
        free_text=["subject", "text"],
    )
    register_model(
        models.Attachment,
        owner="customer_id",
        keep=[
            "customer",
            "moment",
            "content_type",
            "size",
            "scanned",
            "uploaded_by",
            "uploaded_at",
            "removed_by",
            "removed_at",
        ],
        constant=["name"],
        file=["file"],
    )
    register_model(
        models.Memo, owner="customer_id", keep=["customer", "version"], free_text=["text"]
    )


def _register_messages() -> None:
    register_model(
        models.Message,
        owner="customer_id",
        keep=[
            "customer",
            "document",
            "channel",
            "language",
            "key",
            "created_at",
            "author",
            "system",
        ],
        free_text=["about", "subject", "text"],
    )
    register_model(
        models.MessageFile,
        owner="customer_id",
        keep=["message", "customer", "content_type", "size"],
        constant=["name"],
        file=["file"],
    )
    register_model(
        models.Delivery,
        owner="customer_id",
        keep=[
            "message",
            "customer",
            "contact_person",
            "status",
            "attempts",
            "next_attempt_at",
            "sent_at",
        ],
        null=["provider_id"],
        # A message goes to an address once.
        values={"address": "'[gewist] ' || id"},
        constant=["address"],
        free_text=["reason", "error"],
    )
    register_model(
        models.HeldAddress,
        owner="customer_id",
        keep=["channel", "customer", "held_at", "released_at", "released_by"],
        constant=["address"],
        free_text=["reason"],
    )
