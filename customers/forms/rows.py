"""The rows in the form that changes a customer: more addresses, and relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.forms.address import clean_house
from customers.forms.fields import COUNTRIES, DayField, TextField
from customers.models import Address, Customer, CustomerRelation
from customers.services import rows
from customers.services.relations import DAUGHTER, RelationChange, relations_of
from customers.services.rows import AddressChange
from customers.values.postcodes import normalise_postcode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klantbeheer.staff.models import StaffUser

MOST_ROWS = 30


class AddressRowForm(forms.Form):
    """One more address. A row without any address in it is no row."""

    pk = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
    )
    base = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Address.Kind.choices, required=False)
    addressee = TextField(label=_("Addressee"), required=False, max_length=120)
    postcode = TextField(label=_("Postcode"), required=False, max_length=20)
    house_number = TextField(
        label=pgettext_lazy("house number", "No."), required=False, max_length=30
    )
    house_number_addition = TextField(label=_("Addition"), required=False, max_length=20)
    street = TextField(label=_("Street"), required=False, max_length=120)
    city = TextField(label=_("Town"), required=False, max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, required=False)
    valid_from = DayField(label=_("From"), required=False)
    valid_to = DayField(label=_("Until"), required=False)
    remove = forms.BooleanField(label=_("Remove this address"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def clean(self) -> dict[str, Any]:
        """Read the address as one. Raises nothing; errors stand at their fields."""
        values = self.cleaned_data
        country = values["country"] = values.get("country") or "NL"
        if values.get("postcode"):
            try:
                values["postcode"] = normalise_postcode(values["postcode"], country)
            except ValidationError as error:
                self.add_error("postcode", error)
        clean_house(self, values)
        start, end = values.get("valid_from"), values.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("This day is before the first one."))
        return values

    @property
    def is_empty(self) -> bool:
        """Whether a valid row says nothing: no address and nobody."""
        names = ("addressee", "postcode", "house_number", "street", "city")
        return not any(self.cleaned_data.get(name) for name in names)

    def change(self) -> AddressChange | None:
        """What this valid row asks for; None for an empty new one."""
        values = self.cleaned_data
        pk, base = values.get("pk"), values.get("base") or 0
        if values.get("remove") or (pk and self.is_empty):
            return AddressChange(pk=pk, base=base, values=None) if pk else None
        if self.is_empty:
            return None
        fields = {name: values.get(name) for name in rows.FIELDS}
        fields["kind"] = fields["kind"] or Address.Kind.DELIVERY
        return AddressChange(pk=pk, base=base, values=fields)


class RelationRowForm(forms.Form):
    """One relation: an existing one that may end, or a new one to another customer's number."""

    pk = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
    )
    end = forms.BooleanField(label=_("End this relation"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of relation"),
        required=False,
        choices=[*CustomerRelation.Kind.choices, (DAUGHTER, _("daughter company"))],
    )
    number = TextField(label=_("Customer number"), required=False, max_length=20)

    def __init__(self, *args: Any, customer: Customer, actor: StaffUser, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)
        self.customer, self.actor = customer, actor
        self.other: Customer | None = None

    @property
    def kind_label(self) -> str:
        """What the other one is to this customer, for a relation that is there."""
        choices = [*CustomerRelation.Kind.choices, (DAUGHTER, _("daughter company"))]
        return str(dict(choices).get(str((self.initial or {}).get("kind")), ""))

    def clean_number(self) -> str:
        """The other customer. Raises ValidationError when there is none to choose."""
        number = str(self.cleaned_data["number"])
        if not number:
            return ""
        choosable = Customer.objects.visible_to(self.actor).choosable()
        self.other = choosable.filter(number=number).first()
        if self.other is None:
            raise ValidationError(_("There is no active customer with this number."))
        if self.other.pk == self.customer.pk:
            raise ValidationError(_("This is the customer's own number."))
        return number

    def change(self) -> RelationChange | None:
        """What this valid row asks for, if anything."""
        if self.cleaned_data.get("pk"):
            ended = self.cleaned_data.get("end")
            return RelationChange(pk=self.cleaned_data["pk"]) if ended else None
        if self.other is None:
            return None
        return RelationChange(other=self.other, kind=self.cleaned_data["kind"] or "household")


_AddressRows = forms.formset_factory(
    AddressRowForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1
)
_RelationRows = forms.formset_factory(
    RelationRowForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1
)


def address_rows(customer: Customer, data: Mapping[str, Any] | None = None) -> Any:
    """The formset of a customer's more addresses, with an empty row at the end."""
    latest = rows.latest_history(customer)
    initial = [
        rows.values_of(address) | {"pk": address.pk, "base": latest.get(address.pk, 0)}
        for address in customer.addresses.all()
    ]
    return _AddressRows(data, prefix="addresses", initial=initial)


def relation_rows(
    customer: Customer, actor: StaffUser, data: Mapping[str, Any] | None = None
) -> Any:
    """The formset of a customer's relations, with an empty row at the end."""
    initial = [
        {"pk": relation.pk, "kind": kind, "number": other.number, "other": other}
        for relation in relations_of(customer)
        for kind, other in [seen_from(customer, relation)]
    ]
    return _RelationRows(
        data,
        prefix="relations",
        initial=initial,
        form_kwargs={"customer": customer, "actor": actor},
    )


def seen_from(customer: Customer, relation: CustomerRelation) -> tuple[str, Customer]:
    """What the other one is to `customer`, and who that is."""
    if relation.other_id == customer.pk:
        return relation.kind, relation.customer
    is_parent = relation.kind == CustomerRelation.Kind.PARENT
    return (DAUGHTER if is_parent else relation.kind), relation.other
