"""What the views that write a customer share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.access import get_standing
from customers.forms.errors import take_errors
from customers.services import drafts, once
from customers.values.names import PersonName
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.pending import owner_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer, Draft
    from customers.services.threeway import Author


def clerk(request: HttpRequest) -> StaffUser:
    """The signed-in member of staff."""
    return cast("StaffUser", request.user)


def get_changeable(request: HttpRequest, number: str) -> Customer:
    """The customer, for writing. Raises Http404 when unknown, not visible, or erased for good."""
    return get_standing(request.user, number)


def card_url(request: HttpRequest, customer: Customer, name: str = "detail") -> str:
    """A page of the customer's card, with the search in which it stands."""
    query = request.GET.urlencode()
    url = reverse(f"customers:{name}", args=[customer.number])
    return f"{url}?{query}" if query else url


def plain_name(customer: Customer) -> str:
    """The name as a dialog says it: 'J.A. van der Jansen', without form of address."""
    person = PersonName.of(customer)
    if person.is_company:
        return customer.company_name
    return " ".join(filter(None, [person.letters, person.surname]))


def hidden_fields(request: HttpRequest, *, search: str = "") -> dict[str, str]:
    """What every form carries out of sight: its owner, its once-only token, the search."""
    return {
        "owner": owner_token(clerk(request)),
        "token": once.new_token(),
        "search": search,
    }


def form_key(request: HttpRequest) -> UUID | None:
    """The key by which a second post of this form is recognised; with another file it is another."""
    files = {
        f"file {name}": [f"{file.size} {file.name}" for file in found]
        for name, found in request.FILES.lists()
    }
    posted = dict(request.POST.lists()) | files
    return once.key_of(token=request.POST.get("token", ""), posted=posted)


def done_before(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that was posted just so before, where what it did is in its own way now.

    None for a first post; two at the same moment are for `once.claim`.
    """
    url = once.result_of(key=form_key(request), staff=clerk(request))
    return redirect(url) if url else None


@dataclass(frozen=True)
class Done:
    """What a post did: where it leads, and what is said there, as by `say_saved`.

    The text is '' when nothing was changed, and None when there is nothing to say.
    """

    url: str
    text: str | None
    doubts: Sequence[str] = ()
    undo_url: str = ""


def save_once(request: HttpRequest, deed: Callable[[], Done], *, search: str = "") -> HttpResponse:
    """Do what a form asks, however often it is posted; its draft goes, and the clerk to what was done.

    Args:
        request: with the posted form.
        deed: does it, and says what it did; what it raises undoes all of it.
        search: the search in which the form has its draft.
    """
    key = form_key(request)
    with transaction.atomic():
        earlier = once.claim(key=key, staff=clerk(request))
        if earlier is not None:
            return redirect(earlier)
        done = deed()
        once.finish(key=key, result_url=done.url)
        drop_draft(request, search=search)
    if done.text:
        say_saved(request, done.text, done.doubts, undo_url=done.undo_url)
    elif done.text is not None:
        messages.info(request, nothing_changed())
    return redirect(done.url)


def do_once(
    request: HttpRequest, url: str, form: forms.Form, deed: Callable[[], str]
) -> HttpResponse | None:
    """Do what a form asks, however often it is posted; None when it cannot be done: the form says why.

    Args:
        request: with the posted form.
        url: where to go when it is done.
        form: the bound form.
        deed: does it, and answers with what to say; what its ValidationError says goes to the form.
    """
    try:
        return save_once(request, lambda: Done(url, deed()))
    except ValidationError as error:
        take_errors(form, error)
        return None


def open_draft(request: HttpRequest, *, search: str = "") -> Draft | None:
    """The clerk's draft of the form at this address, if there is one."""
    return drafts.load_draft(owner=clerk(request), path=request.path, search=search)


def keep_draft(request: HttpRequest) -> None:
    """Keep what was just posted: it is not saved as a customer yet.

    A page that answers a refused post can be reloaded, and gone back to, without sending it again.
    """
    data = {str(name): [str(value) for value in values] for name, values in request.POST.lists()}
    drafts.save_draft(owner=clerk(request), path=request.path, data=data)


def drop_draft(request: HttpRequest, *, search: str = "") -> None:
    """The form was saved or given up: its draft goes."""
    drafts.discard_draft(owner=clerk(request), path=request.path, search=search)


def give_up(request: HttpRequest, back_url: str) -> HttpResponse:
    """Throw away what was typed: 'undo' leads back, a draft that is thrown away opens the form anew."""
    drop_draft(request)
    if "drop_draft" in request.POST:
        return redirect(request.get_full_path())
    messages.info(request, _("Changes undone."))
    return redirect(back_url)


def draft_initial(draft: Draft, names: set[str]) -> dict[str, object]:
    """The typed values of a draft as a form's initial values; lists for fields with several."""
    typed = drafts.typed_values(draft)
    return {
        name: values if name == "interests" else values[-1]
        for name, values in typed.items()
        if name in names and (values or name == "interests")
    }


def say_saved(
    request: HttpRequest, text: str, doubts: Iterable[str] = (), *, undo_url: str = ""
) -> None:
    """Say on the next page what was done, what was doubtful about it, and how to undo it.

    A post to `undo_url` undoes; the message has a button for that.
    """
    messages.success(request, text, extra_tags=undo_url)
    for doubt in doubts:
        messages.warning(request, doubt)


def nothing_changed() -> str:
    """The message for a save without a difference."""
    return _("Nothing was changed.")


def saved_words(others: Iterable[Author]) -> str:
    """The message for a save, naming who had changed other fields in the meantime."""
    names = ", ".join(author.name for author in others)
    if not names:
        return _("Saved.")
    return _("Saved, together with what %(names)s changed in the meantime.") % {"names": names}
