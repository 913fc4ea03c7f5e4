"""The customer register's tables, by subject."""

from customers.models.access_export import AccessDownload, AccessExport
from customers.models.address import Address
from customers.models.custom_field import CustomField
from customers.models.customer import Customer
from customers.models.desk import Draft, OpenedCustomer, UsedFormToken
from customers.models.erasure import ErasedFile, ErasureEntry
from customers.models.lookups import Category, Interest
from customers.models.loyalty import LoyaltyCard
from customers.models.message_preference import MessagePreference
from customers.models.number import FormerNumber, NumberCounter
from customers.models.postal import PostalAddress
from customers.models.privacy import (
    ErasureHold,
    MentionDecision,
    PrivacyRequest,
    PrivacySettings,
)
from customers.models.relation import CustomerRelation
from customers.models.retention import RetentionBatch, RetentionItem, RetentionRule
from customers.models.settings import ShopSettings

__all__ = [
    "AccessDownload",
    "AccessExport",
    "Address",
    "Category",
    "CustomField",
    "Customer",
    "CustomerRelation",
    "Draft",
    "ErasedFile",
    "ErasureEntry",
    "ErasureHold",
    "FormerNumber",
    "Interest",
    "LoyaltyCard",
    "MentionDecision",
    "MessagePreference",
    "NumberCounter",
    "OpenedCustomer",
    "PostalAddress",
    "PrivacyRequest",
    "PrivacySettings",
    "RetentionBatch",
    "RetentionItem",
    "RetentionRule",
    "ShopSettings",
    "UsedFormToken",
]
