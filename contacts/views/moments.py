"""Writing a contact moment: a new one, another text, taking one off the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from contacts.forms.moment import MomentForm, initial_of_values
from contacts.models import ContactMoment
from contacts.presentation.files import files_of
from contacts.presentation.moment_activity import activity_label, may_see, url_of
from contacts.presentation.overlaps import overlap_rows
from contacts.presentation.timeline import icon_of, kind_choices, title_of
from contacts.services import moments as service
from contacts.services.attachments import attach
from contacts.services.moments import NotYoursError, SentError
from contacts.timeline import SHOWN
from contacts.views.timeline import TIMELINE, list_context, moment_draft, wanted_activity
from customers.access import get_customer
from customers.forms.lifecycle import StepForm
from customers.presentation.card import card_head, card_page
from customers.presentation.dates import clock_words, full_day
from customers.presentation.frame import counter_frame, customer_frame
from customers.services.combining import OverlapError
from customers.views import shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer, Draft

may_add = permission_required("contacts.add_contactmoment", raise_exception=True)
TYPED = {*MomentForm.base_fields} - {"uploads"}


# ---------------------------------------------------------------- a new one
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def moment_add(request: HttpRequest, number: str) -> HttpResponse:
    """The form of a new contact moment, above the list; '?new=note' chooses the kind."""
    customer = shared.get_changeable(request, number)
    if request.method == "POST":
        return _add(request, customer)
    if customer.number != number:
        return redirect(_url(request, customer, "moment_add"))
    draft = moment_draft(request, customer)
    new = request.GET.get("new", "")
    initial: dict[str, Any] = {"kind": new} if new in ContactMoment.Kind.values else {}
    activity = wanted_activity(request, customer)
    if activity is not None:
        initial["activity"] = str(activity.pk)
    if draft is not None:
        initial = shared.draft_initial(draft, TYPED)
    form = MomentForm(customer=customer, user=request.user, initial=initial)
    return _add_page(request, customer, form, draft=draft)


@require_safe
@may_add
def moment_new(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The same form for one kind: an entry of the menu 'Nieuw …'. There is one draft for all kinds."""
    customer = shared.get_changeable(request, number)
    query = request.GET.copy()
    query["new"] = kind
    url = reverse("contacts:moment_add", args=[customer.number])
    return redirect(f"{url}?{query.urlencode()}")


def _add(request: HttpRequest, customer: Customer) -> HttpResponse:
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(_url(request, customer, "timeline"))
    form = MomentForm(request.POST, request.FILES, customer=customer, user=request.user)
    if not form.is_valid():
        return _add_page(request, customer, form)
    try:
        return _save_new(request, customer, form)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _add_page(request, customer, form)


def _save_new(request: HttpRequest, customer: Customer, form: MomentForm) -> HttpResponse:
    """Save once, with the files, and show it on the timeline."""
    values = form.values()
    clerk = shared.clerk(request)

    def deed() -> Done:
        added = service.add_moment(
            customer=customer,
            kind=values["kind"],
            direction=values["direction"],
            moment=values["moment"],
            contact_person=form.person(),
            activity=form.chosen_activity(),
            subject=values["subject"],
            text=values["text"],
            actor=clerk,
        )
        for file in form.cleaned_data["uploads"]:
            attach(moment=added, upload=file, actor=clerk)
        return Done(_url(request, customer, "timeline", saved=added.pk), None)

    return shared.save_once(request, deed)


def _add_page(
    request: HttpRequest, customer: Customer, form: MomentForm, *, draft: Draft | None = None
) -> HttpResponse:
    if form.is_bound:
        shared.keep_draft(request)
    page = card_page(request, customer, tab="timeline")
    context = {
        **page,
        **list_context(request, customer, TIMELINE),
        # Beside a form every link is a page: no click replaces what is being filled in.
        "live": False,
        "layout": "customers/counter_base.html",
        "form": form,
        "form_kinds": kind_choices(),
        "draft_from": draft.saved_at if draft else None,
        "changed": form.is_bound or draft is not None,
        "back_url": _url(request, customer, "timeline"),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "contacts/timeline.html", context)


# ---------------------------------------------------------------- one that is there
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("contacts.view_contactmoment", raise_exception=True)
def moment_edit(request: HttpRequest, number: str, moment_id: int) -> HttpResponse:
    """One contact moment: to read all of it, and to change it for whoever may."""
    customer = get_customer(request.user, number)
    moment = _get_moment(request, customer, moment_id)
    may_change = request.user.has_perm("contacts.change_contactmoment")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    if not may_change or moment.message_id or moment.removed_at:
        if request.method == "POST":
            messages.warning(request, refusal(moment))
        return _read_page(request, customer, moment)
    if request.method == "POST":
        return _edit(request, customer, moment)
    draft = shared.open_draft(request)
    initial = shared.draft_initial(draft, TYPED) if draft else {}
    form = MomentForm(customer=customer, user=request.user, moment=moment, initial=initial)
    return _edit_page(request, customer, moment, form, draft_from=draft and draft.saved_at)


def _get_moment(request: HttpRequest, customer: Customer, moment_id: int) -> ContactMoment:
    """The contact moment, also one that was taken off the timeline. Raises Http404."""
    if customer.status == "erased":
        raise Http404
    moments = ContactMoment.objects.visible_to(request.user).defer("search")
    found: ContactMoment = get_object_or_404(
        moments.select_related(*SHOWN),
        customer=customer,
        pk=moment_id,
    )
    return found


def refusal(moment: ContactMoment) -> str:
    """Why a moment stays as it is."""
    if moment.message_id:
        return _("This was sent and stays as it was sent.")
    return _("This is not on the timeline any more. Put it back first.")


def _edit(request: HttpRequest, customer: Customer, moment: ContactMoment) -> HttpResponse:
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(request.get_full_path())
    form = MomentForm(
        request.POST, request.FILES, customer=customer, user=request.user, moment=moment
    )
    if not form.is_valid():
        return _edit_page(request, customer, moment, form)
    version = form.cleaned_data["version"]
    clerk = shared.clerk(request)

    def deed() -> Done:
        saved = service.change_moment(
            moment=moment,
            version=moment.version if version is None else version,
            values=form.values(),
            actor=clerk,
        )
        for file in form.cleaned_data["uploads"]:
            attach(moment=moment, upload=file, actor=clerk)
        others = saved.combined_with
        url = _url(request, customer, "timeline", saved=moment.pk)
        return Done(url, shared.saved_words(others) if others else None)

    try:
        return shared.save_once(request, deed)
    except OverlapError as conflict:
        return _conflict_page(request, customer, moment, conflict)
    except SentError:
        messages.warning(request, refusal(moment))
        return redirect(_url(request, customer, "timeline"))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _edit_page(request, customer, moment, form)


def _conflict_page(
    request: HttpRequest, customer: Customer, moment: ContactMoment, conflict: OverlapError
) -> HttpResponse:
    """The form again, with what was typed in it, on the version that is shown beside it."""
    shared.keep_draft(request)
    moment.refresh_from_db()
    initial = initial_of_values(conflict.values) | {"version": conflict.seen_version}
    form = MomentForm(customer=customer, user=request.user, moment=moment, initial=initial)
    return _edit_page(request, customer, moment, form, conflict=conflict)


def _edit_page(
    request: HttpRequest,
    customer: Customer,
    moment: ContactMoment,
    form: MomentForm,
    *,
    draft_from: Any = None,
    conflict: OverlapError | None = None,
) -> HttpResponse:
    if form.is_bound:
        shared.keep_draft(request)
    context = {
        **_moment_context(request, customer, moment),
        "form": form,
        "form_kinds": kind_choices(),
        "draft_from": draft_from,
        "conflict": conflict,
        "overlaps": overlap_rows(conflict, form) if conflict else [],
        "changed": form.is_bound or draft_from is not None or conflict is not None,
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "contacts/moment_form.html", context)


def _read_page(request: HttpRequest, customer: Customer, moment: ContactMoment) -> HttpResponse:
    context = _moment_context(request, customer, moment)
    context |= {"refusal": refusal(moment) if moment.message_id or moment.removed_at else ""}
    return render(request, "contacts/moment_detail.html", context)


def _moment_context(
    request: HttpRequest, customer: Customer, moment: ContactMoment
) -> dict[str, Any]:
    url = reverse("contacts:moment_remove", args=[customer.number, moment.pk])
    local = timezone.localtime(moment.moment)
    activity = moment.activity if may_see(request.user, moment.activity) else None
    return {
        **customer_frame(request, customer),
        "activity": activity_label(activity) if activity else "",
        "activity_url": url_of(activity, customer.number) if activity else "",
        "moment": moment,
        "title": title_of(moment),
        "icon": icon_of(moment.kind, moment.direction),
        "by": moment.author.display_name if moment.author else _("automatic"),
        "when": f"{full_day(local.date())} {clock_words(local)}",
        "files": files_of([moment.pk], request.user).get(moment.pk, ()),
        "remove_url": url if service.may_remove(request.user, moment) else "",
        "back_url": _url(request, customer, "timeline"),
    }


# ---------------------------------------------------------------- taking one away
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("contacts.change_contactmoment", raise_exception=True)
def remove(request: HttpRequest, number: str, moment_id: int) -> HttpResponse:
    """Take a moment off the timeline: ask, then do. A post with 'restore' puts it back."""
    customer = shared.get_changeable(request, number)
    moment = _get_moment(request, customer, moment_id)
    form = StepForm(request.POST if request.method == "POST" else None, label_suffix="")
    try:
        if request.method == "POST" and "restore" in request.POST:
            service.restore_moment(moment=moment, actor=shared.clerk(request))
            return redirect(_url(request, customer, "timeline", saved=moment.pk))
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            service.remove_moment(moment=moment, actor=shared.clerk(request), reason=reason)
            return redirect(_url(request, customer, "timeline", removed=moment.pk))
        if moment.message_id:
            raise SentError
        if not service.may_remove(request.user, moment):
            raise NotYoursError
    except SentError:
        messages.warning(request, refusal(moment))
        return redirect(_url(request, customer, "timeline"))
    except NotYoursError:
        text = _("Only who wrote this, or the back office, can take it off the timeline.")
        messages.warning(request, text)
        return redirect(_url(request, customer, "timeline"))
    context = {
        "form": form,
        "title": _("Remove this contact moment?"),
        "what": _(
            "%(title)s, %(day)s. It goes off the timeline and stays in the history;"
            " you can put it back."
        )
        % {"title": title_of(moment), "day": full_day(timezone.localdate(moment.moment))},
        "button": pgettext("contact moment", "Remove"),
        "back_url": _url(request, customer, "timeline"),
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, customer),
    }
    frame = counter_frame(request, customer=customer)
    return render(request, "customers/customer_confirm.html", frame | context)


def _url(request: HttpRequest, customer: Customer, name: str, **more: int) -> str:
    """A page of the timeline, with the search in which the customer stands."""
    query = request.GET.copy()
    for old in ("before", "saved", "removed", "new", "kind", "person", "period", "text"):
        query.pop(old, None)
    for key, value in more.items():
        query[key] = str(value)
    url = reverse(f"contacts:{name}", args=[customer.number])
    return f"{url}?{query.urlencode()}" if query else url
