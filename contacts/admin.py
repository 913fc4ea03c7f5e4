"""Texts of messages in the admin."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Channel, ContactType, Document, MessageTemplate
from contacts.presentation.template_preview import EXAMPLE, Preview, customer_for, preview_of
from contacts.services import templates
from customers.forms.fields import TextField
from customers.models import Customer
from customers.values.text import clean_text
from klantbeheer.admin import ReasonForm, TrackedAdmin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from klantbeheer.staff.models import StaffUser


class MessageTemplateForm(ReasonForm):
    """A text with fields between braces."""

    preview_number = TextField(
        label=_("Example for customer number"),
        required=False,
        max_length=12,
        help_text=_("Empty: a made-up customer."),
        widget=forms.TextInput(attrs={"class": "vTextField", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """Only fields that the document knows; an e-mail has a subject, an SMS has no more than fits."""
        cleaned = super().clean()
        document = self.value_of("document")
        is_sms = self.value_of("channel") == Channel.SMS
        for name in ("subject", "text"):
            try:
                templates.check_text(document, self.cleaned_data.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        if is_sms:
            self.cleaned_data["subject"] = ""
            self._check_length()
        elif "subject" not in self.errors and not self.cleaned_data.get("subject"):
            self.add_error("subject", _("An e-mail has a subject. Fill it in."))
        return cleaned

    def _check_length(self) -> None:
        """Say that the example does not fit, when it does not."""
        shown = preview_of(
            document=self.value_of("document"),
            channel=Channel.SMS,
            language=self.value_of("language"),
            subject="",
            text=self.cleaned_data.get("text", ""),
            customer=Customer(**EXAMPLE),
        )
        if not self.errors:
            for error in shown.errors:
                self.add_error("text", f"{error} ({shown.size})")

    def value_of(self, name: str) -> str:
        """A field of the template: what was typed, or what it is when that cannot be changed."""
        return str(self.cleaned_data.get(name) or getattr(self.instance, name) or "")


@admin.register(MessageTemplate)
class MessageTemplateAdmin(TrackedAdmin):
    """The texts of messages, with a preview beside what is typed."""

    form = MessageTemplateForm
    change_form_template = "admin/contacts/messagetemplate/change_form.html"
    list_display = ["document", "channel", "language", "beginning"]
    list_filter = ["document", "channel", "language"]
    ordering = ["document", "channel", "language"]
    list_per_page = 100

    @admin.display(description=_("text"))
    def beginning(self, template: MessageTemplate) -> str:
        """The subject of an e-mail, the first words of an SMS."""
        return template.subject or " ".join(template.text.split())[:80]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What it is, then its text; an SMS has no subject."""
        of = ["document", "channel", "language"]
        text = ["text"] if obj and obj.channel == Channel.SMS else ["subject", "text"]
        return [*of, *text, "preview_number"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What a text is for stays; another text is another template."""
        return ["document", "channel", "language"] if obj else []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """As Django's; under the text stands which fields it may have."""
        found: Any = super().get_form(request, obj, change, **kwargs)
        if "text" in found.base_fields:
            fields = templates.field_list(obj.document if obj else "")
            may = _("You can use %(fields)s.") % {"fields": fields}
            optional = templates.optional_list(obj.document if obj else "")
            gone = _("A line with an empty %(fields)s is left out.") % {"fields": optional}
            found.base_fields["text"].help_text = f"{may} {gone}"
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, unless nothing of the template itself was changed."""
        if not change or set(form.changed_data) - {"reason", "preview_number"}:
            super().save_model(request, obj, form, change)

    def get_urls(self) -> list[Any]:
        """With the address of the preview."""
        view = self.admin_site.admin_view(self.preview)
        return [
            path("preview/", view, name="contacts_messagetemplate_preview"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """As Django's, with the preview of what stands in the form."""
        form, obj = context["adminform"].form, kwargs.get("obj")
        values = {name: form[name].value() for name in form.fields if name in PREVIEWED}
        if obj:
            values |= {"document": obj.document, "channel": obj.channel, "language": obj.language}
        context["preview"] = _preview(request, values)
        context["of"] = json.dumps({name: values.get(name) or "" for name in PREVIEW_OF})
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What is typed, as a customer would get it. Saves nothing.

        Raises PermissionDenied for who may not see templates.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        context = {"preview": _preview(request, request.POST.dict())}
        return render(request, "admin/contacts/messagetemplate/_preview.html", context)


PREVIEW_OF = ("document", "channel", "language")
PREVIEWED = frozenset({*PREVIEW_OF, "subject", "text", "preview_number"})


def _preview(request: HttpRequest, values: Mapping[str, Any]) -> Preview | None:
    """The preview of these values, or None while it is not clear what they are for."""
    texts = {name: str(values.get(name) or "") for name in PREVIEWED}
    known = (Document.values, Channel.values, Customer.Language.values)
    if any(texts[name] not in choices for name, choices in zip(PREVIEW_OF, known, strict=True)):
        return None
    number = texts.pop("preview_number").strip()
    customer = customer_for(cast("StaffUser", request.user), number)
    if customer is None:
        return Preview(customer="", errors=(gettext("There is no customer with this number."),))
    return preview_of(**texts, customer=customer)


# ---------------------------------------------------------------- types of contact persons
_CODE = re.compile(r"[a-z][a-z0-9_]*")


class ContactTypeForm(ReasonForm):
    """A type of the shop's own."""

    def clean_name(self) -> str:
        """Refuse a name that is in the list already, also as the screen calls a predefined one."""
        name = clean_text(self.cleaned_data["name"])
        others = ContactType.objects.exclude(pk=self.instance.pk)
        if any(name.lower() in (other.name.lower(), other.label.lower()) for other in others):
            raise ValidationError(_("There is a type with this name already."))
        return name


@admin.register(ContactType)
class ContactTypeAdmin(TrackedAdmin):
    """Types of contact persons: the predefined ones to look at, those of the shop to add to."""

    form = ContactTypeForm
    list_display = ["label", "predefined", "active", "position"]
    list_display_links = ["label"]
    list_filter = ["predefined", "active"]
    ordering = ["position", "name"]

    @admin.display(description=_("name"), ordering="name")
    def label(self, type_: ContactType) -> str:
        """The name as the screens show it."""
        return type_.label

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not of a predefined one: e-mail routing leans on it."""
        may: bool = super().has_change_permission(request, obj)
        return may and not (obj and obj.predefined)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The code is made from the name."""
        return ["code", "name", "predefined", "active", "position"] if obj else ["name", "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Code and origin stay."""
        return ["code", "predefined"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, a new one under a code of its own."""
        if not change:
            obj.code = _code_of(obj.name)
        super().save_model(request, obj, form, change)

    def require_key(self, text: str) -> None:
        """The key of a type is its code. Raises Http404."""
        if not _CODE.fullmatch(unquote(text)):
            raise Http404

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The type with this code, or None for what cannot be one."""
        if not _CODE.fullmatch(object_id):
            return None
        return super().get_object(request, object_id, from_field)


def _code_of(name: str) -> str:
    """A free code for a type with this name: 'werkplaats', 'werkplaats_2'."""
    plain = slugify(name).replace("-", "_").strip("_")[:24]
    stem = plain if _CODE.fullmatch(plain) else f"type_{plain}".strip("_")
    taken = set(ContactType.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)
