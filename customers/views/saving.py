"""A form that changes a row which a colleague may have changed since it was opened.

A post saves, combined with what the colleague changed; or it shows the form again with what is wrong,
or both values of what overlaps. What was typed is kept as the clerk's draft all the while.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.shortcuts import render

from customers.presentation.conflict import conflict_context
from customers.services import combining
from customers.views import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from customers.presentation.conflict import Conflict, Words
    from customers.services.combining import Saved
    from customers.services.state import Values
    from klantbeheer.versioned import Versioned

#: What belongs to one rendering of the form, and does not travel through the conflict screen.
_OF_ONE_PAGE = {"csrfmiddlewaretoken", "owner", "token", "action", "seen_version", "seen_address"}
_CHOICE = "choice_"


class VersionedForm(Protocol):
    """A form that carries the `version` which it was opened with."""

    cleaned_data: dict[str, Any]

    def values(self) -> Values:
        """What the valid form says."""


# ---------------------------------------------------------------- what was posted
def gives_up(request: HttpRequest) -> bool:
    """Whether the clerk throws away what was typed, to be answered with `shared.give_up`."""
    return "drop_draft" in request.POST or request.POST.get("action") == "undo"


def goes_on(request: HttpRequest) -> bool:
    """Whether the clerk goes from the conflict screen back to the form, with the choices so far."""
    return request.POST.get("action") == "continue"


def wanted(
    request: HttpRequest,
    row: Versioned | None,
    form: VersionedForm,
    read: Callable[[Any], Values],
) -> tuple[int, Values]:
    """The version and values to save; after the conflict screen with the clerk's choices in them.

    Args:
        request: with the posted form.
        row: what is changed; None for a new one.
        form: valid.
        read: the values in a row, or in a row of its history.
    """
    version, values = form.cleaned_data["version"], form.values()
    seen = seen_version(request)
    if row is None or seen is None:
        return version, values
    return combining.resolve(
        row,
        version=version,
        values=values,
        seen_version=seen,
        choices=conflict_choices(request),
        read=read,
    )


def seen_version(request: HttpRequest) -> int | None:
    """The version that the conflict screen showed; None when the post comes from elsewhere."""
    seen = request.POST.get("seen_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def conflict_choices(request: HttpRequest) -> dict[str, str]:
    """'mine' or 'theirs' per field or group, as chosen on the conflict screen."""
    return {
        name.removeprefix(_CHOICE): str(value)
        for name, value in request.POST.items()
        if name.startswith(_CHOICE)
    }


def saved_words(saved: Saved[Any]) -> str:
    """What to say of a save; '' when nothing was changed."""
    return shared.saved_words(saved.combined_with) if saved.changed else ""


# ---------------------------------------------------------------- the pages
def form_page(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    context: Mapping[str, Any],
    *,
    draft_from: Any = None,
    changed: bool = False,
) -> HttpResponse:
    """The form as it opens, or again after a post; what was posted is kept as the clerk's draft.

    Args:
        request: of the page.
        template: of the whole page.
        form: bound, or with what stands in it.
        context: what else the template shows, with in `back_url` where giving up leads.
        draft_from: since when the draft is kept that stands in the form.
        changed: whether something else stands in it that is not saved yet.
    """
    if request.method == "POST":
        shared.keep_draft(request)
    page = {
        "form": form,
        "draft_from": draft_from,
        "changed": changed or form.is_bound or draft_from is not None,
        "error_count": len(form.errors) if form.is_bound else 0,
        "hidden": shared.hidden_fields(request),
    }
    return render(request, template, page | {**context})


def conflict_page(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    conflict: Conflict,
    context: Mapping[str, Any],
    *,
    words_of: type[Words] | None = None,
) -> HttpResponse:
    """Both values side by side; the form travels along, so that nothing typed is lost.

    Args:
        request: with the posted form.
        template: of the whole page.
        form: bound; it knows the labels of the fields.
        conflict: what overlaps.
        context: what else the template shows.
        words_of: how values are said, when not as for a customer.
    """
    shared.keep_draft(request)
    page = {
        "typed": _typed_pairs(request),
        "conflict": conflict,
        "hidden": shared.hidden_fields(request),
        **conflict_context(conflict, form, words_of),
    }
    return render(request, template, page | {**context})


def _typed_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, by field, for the conflict screen to carry along."""
    return [
        (str(name), str(value))
        for name, values in request.POST.lists()
        if name not in _OF_ONE_PAGE and not name.startswith(_CHOICE)
        for value in values
    ]
