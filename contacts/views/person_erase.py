"""Asking for the erasure of one contact person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.models import ContactPerson
from contacts.presentation.persons import name_of
from customers.models import PrivacyRequest
from customers.presentation.terms import SearchTerms
from customers.privacy.forms.erasure import PartForm
from customers.privacy.views.part import take_in
from customers.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.erase_customer", raise_exception=True)
def person_erase(request: HttpRequest, number: str, person_id: int) -> HttpResponse:
    """A request for one contact person; a post opens its plan."""
    customer = shared.get_changeable(request, number)
    people = ContactPerson.objects.visible_to(request.user).select_related("invoice_customer")
    person = get_object_or_404(people, customer=customer, pk=person_id)
    query = SearchTerms.of(request.GET).query
    return take_in(
        request,
        customer,
        form_class=PartForm,
        scope=lambda _form: {
            "scope": PrivacyRequest.Scope.ROW,
            "scope_table": ContactPerson._meta.db_table,
            "scope_pk": person.pk,
        },
        back_url=f"{reverse('contacts:person_edit', args=[customer.number, person.pk])}{query}",
        doing=_("Erase contact person"),
        what=_(
            "%(name)s goes from the contact persons, with the history, the permissions and the"
            " addresses of what was sent. The customer stays."
        )
        % {"name": name_of(person)},
    )
