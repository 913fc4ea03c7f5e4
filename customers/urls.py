"""Addresses of the customer screens. In a path a customer is its number, never a database key."""

from django.urls import path, register_converter

from customers.views import add, attention, cards, detail, edit, history, lifecycle, search


class CustomerNumberConverter:
    """A customer number: digits only, so that it never hides 'add' or 'draft'."""

    regex = "[0-9]{1,12}"

    def to_python(self, value: str) -> str:
        """The digits as they stand; leading zeros count."""
        return value

    def to_url(self, value: str) -> str:
        """The digits as they stand."""
        return value


register_converter(CustomerNumberConverter, "number")

app_name = "customers"
urlpatterns = [
    path("", search.counter, name="counter"),
    path("customers/add/", add.add, name="add"),
    path("customers/doubles/", add.doubles, name="doubles"),
    path("customers/address/", add.address_lookup, name="address_lookup"),
    path("customers/draft/", add.draft, name="draft"),
    path("customers/<number:number>/", detail.detail, name="detail"),
    path("customers/<number:number>/extra/", detail.extra, name="extra"),
    path("customers/<number:number>/cards/", detail.cards, name="cards"),
    path("customers/<number:number>/history/", history.history, name="history"),
    path("customers/<number:number>/history/export/", history.export, name="history_export"),
    path("customers/<number:number>/opened/", detail.opened, name="opened"),
    path("customers/<number:number>/edit/", edit.edit, name="edit"),
    path("customers/<number:number>/attention/", attention.attention, name="attention"),
    path("customers/<number:number>/moved/", edit.moved, name="moved"),
    path("customers/<number:number>/number/", edit.renumber, name="renumber"),
    path("customers/<number:number>/deactivate/", lifecycle.deactivate, name="deactivate"),
    path("customers/<number:number>/reactivate/", lifecycle.reactivate, name="reactivate"),
    path("customers/<number:number>/make-active/", lifecycle.make_active, name="make_active"),
    path("customers/<number:number>/make-prospect/", lifecycle.make_prospect, name="make_prospect"),
    path("customers/<number:number>/cards/add/", cards.card_add, name="card_add"),
    path(
        "customers/<number:number>/cards/<int:card_id>/block/", cards.card_block, name="card_block"
    ),
]
