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
            "employee",
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
        keep=["customer", "active", "issued_on", "blocked_on"],
        constant=["number"],
    )
    register_model(
        models.CustomerRelation, owner="customer_id", keep=["customer", "other", "kind", "active"]
    )
    register_model(
        models.MessagePreference,
        owner="customer_id",
        keep=["customer", "language", "ready_for_pickup", "delayed", "version"],
    )
    register_model(models.FormerNumber, owner="customer_id", keep=["number", "customer"])
    register_model(models.Draft, keep=["owner"], row=["path", "data", "saved_at"])
    register_model(
        models.OpenedCustomer, owner="customer_id", row=["staff", "customer", "opened_at"]
    )
    _register_search()
    for model in (
        models.Category,
        models.CustomField,
        models.Interest,
        models.NumberCounter,
        models.PostalAddress,
        models.ShopSettings,
        models.UsedFormToken,
    ):
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        register_model(model, keep=names)


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
