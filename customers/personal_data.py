"""What the register's tables hold of a person, and what erasure does to each column."""

from __future__ import annotations

from customers import models
from klantbeheer.personal_data import Handling, register_model, register_table


def register() -> None:
    """Classify the tables of this app. Called once, when the app is ready."""
    register_model(
        models.Customer,
        owner="id",
        keep=[
            "number",
            "kind",
            "status",
            "country",
            "language",
            "email_permission",
            "category",
            "assigned_to",
            "billing_account",
            "attention_by",
            "attention_on",
            "attention_until",
            "customer_since",
            "version",
        ],
        constant=["last_name", "company_name"],
        null=[
            "employee",
            "salutation",
            "initials",
            "first_name",
            "infix",
            "birth_date",
            "street",
            "house_number",
            "house_number_addition",
            "postcode",
            "city",
            "phone",
            "mobile",
            "phone_extra",
            "emails",
            "registration_number",
            "vat_number",
            "custom",
        ],
        free_text=["attention", "internal_note"],
    )
    register_model(
        models.Address,
        owner="customer_id",
        keep=["customer", "kind", "country", "valid_from", "valid_to"],
        null=[
            "addressee",
            "street",
            "house_number",
            "house_number_addition",
            "postcode",
            "city",
        ],
    )
    register_model(
        models.LoyaltyCard,
        owner="customer_id",
        # A number has its form, and is one customer's as long as the card is in use.
        values={"number": "'GEWIST'", "active": "false"},
        keep=["customer", "issued_on", "blocked_on"],
        constant=["number", "active"],
    )
    register_model(
        models.CustomerRelation,
        owner="customer_id",
        also=["other_id"],
        row=["customer", "other", "kind", "active"],
    )
    register_model(
        models.MessagePreference,
        owner="customer_id",
        keep=["customer", "language", "ready_for_pickup", "delayed", "version"],
    )
    register_model(
        models.FormerNumber, owner="customer_id", lasting=True, keep=["number", "customer"]
    )
    register_model(models.Draft, keep=["owner"], row=["path", "data", "saved_at"])
    register_model(
        models.OpenedCustomer,
        owner="customer_id",
        later=True,
        row=["staff", "customer", "opened_at"],
    )
    _register_search()
    _register_privacy()
    for model in (
        models.Category,
        models.CustomField,
        models.Interest,
        models.NumberCounter,
        models.PostalAddress,
        models.PrivacySettings,
        models.RetentionBatch,
        models.RetentionRule,
        models.ShopSettings,
        models.UsedFormToken,
    ):
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        register_model(model, keep=names)


def _register_privacy() -> None:
    register_model(
        models.PrivacyRequest,
        owner="customer_id",
        later=True,
        keep=[
            "kind",
            "customer",
            "customer_number",
            "status",
            "received_on",
            "channel",
            "deadline",
            "extended_to",
            "ground",
            "identity",
            "identity_by",
            "identity_on",
            "assigned_to",
            "scope",
            "scope_table",
            "scope_pk",
            "scope_columns",
            "planned_by",
            "planned_at",
            "approved_by",
            "approved_at",
            "execute_on",
            "closed_at",
            "closed_by",
            "created_at",
            "version",
        ],
        free_text=["extension_reason", "identity_note", "note", "outcome"],
    )
    register_model(
        models.MentionDecision,
        keep=["request", "table", "row", "column", "decision", "decided_by", "decided_at"],
    )
    register_model(
        models.ErasureHold,
        owner="customer_id",
        later=True,
        keep=["customer", "until", "set_by", "set_at", "ended_at", "ended_by", "version"],
        free_text=["reason"],
    )
    register_model(
        models.AccessExport,
        owner="customer_id",
        later=True,
        keep=[
            "request",
            "customer",
            "status",
            "size",
            "asked_by",
            "asked_at",
            "made_at",
            "expires_at",
            "done",
            "total",
        ],
        file=["file"],
    )
    register_model(models.AccessDownload, keep=["export", "staff", "moment"])
    register_model(
        models.RetentionItem,
        owner="customer_id",
        later=True,
        keep=["batch", "customer", "customer_number", "rows", "last_sign", "status", "held_by"],
    )
    # The journal names nobody: numbers, dates, staff.
    for model in (models.ErasureEntry, models.ErasedFile):
        register_model(model, keep=[f.name for f in model._meta.fields if not f.primary_key])


#: The search's tables follow from the register by triggers; an erased customer has no rows in them.
SEARCH_TABLES = {
    "customers_searchname": (
        "customer_id source_id house_number kind postcode_digits active key given postcode detail"
    ),
    "customers_searchphone": "customer_id active digits source_id detail",
    "customers_searchemail": "customer_id kind active value source_id detail",
}


def _register_search() -> None:
    for table, columns in SEARCH_TABLES.items():
        classes = dict.fromkeys(columns.split(), Handling.DERIVED)
        register_table(table, classes, owner="customer_id")
    # A word is nobody's in particular; it goes with its last bearer.
    words = dict.fromkeys(["word", "sound", "skeleton", "n"], Handling.DERIVED)
    register_table("customers_searchword", words)
    register_table("customers_searchpiece", {"piece": Handling.DERIVED})
    former = dict.fromkeys(["id", "customer_id", "kind", "name", "until"], Handling.ROW)
    register_table("customers_formername", former, owner="customer_id")
