"""The customer register's tables, by subject."""

from customers.models.address import Address
from customers.models.custom_field import CustomField
from customers.models.customer import Customer
from customers.models.desk import Draft, OpenedCustomer, UsedFormToken
from customers.models.lookups import Category, Interest
from customers.models.loyalty import LoyaltyCard
from customers.models.message_preference import MessagePreference
from customers.models.number import FormerNumber, NumberCounter
from customers.models.postal import PostalAddress
from customers.models.relation import CustomerRelation
from customers.models.settings import ShopSettings

__all__ = [
    "Address",
    "Category",
    "CustomField",
    "Customer",
    "CustomerRelation",
    "Draft",
    "FormerNumber",
    "Interest",
    "LoyaltyCard",
    "MessagePreference",
    "NumberCounter",
    "OpenedCustomer",
    "PostalAddress",
    "ShopSettings",
    "UsedFormToken",
]
