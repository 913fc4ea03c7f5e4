"""Addresses of contact persons, the timeline and messages. In a path a customer is its number."""

from django.urls import path

from contacts.models import ContactMoment
from contacts.views import (
    address_book,
    attachments,
    consent,
    consent_list,
    files,
    memo,
    messages,
    moments,
    person_erase,
    persons,
    timeline,
)

app_name = "contacts"
CUSTOMER = "customers/<number:number>"
urlpatterns = [
    path(f"{CUSTOMER}/people/", persons.persons, name="persons"),
    path(f"{CUSTOMER}/people/add/", persons.person_add, name="person_add"),
    path(f"{CUSTOMER}/people/choose/", persons.choose_customer, name="choose_customer"),
    path(f"{CUSTOMER}/people/<int:person_id>/", persons.person_edit, name="person_edit"),
    path(f"{CUSTOMER}/people/<int:person_id>/archive/", persons.archive, name="person_archive"),
    path(f"{CUSTOMER}/people/<int:person_id>/restore/", persons.restore, name="person_restore"),
    path(f"{CUSTOMER}/people/<int:person_id>/prefer/", persons.prefer, name="person_prefer"),
    path(
        f"{CUSTOMER}/people/<int:person_id>/erase/", person_erase.person_erase, name="person_erase"
    ),
    path(f"{CUSTOMER}/consent/", consent.consent, name="consent"),
    path(f"{CUSTOMER}/consent/change/", consent.change, name="consent_change"),
    path(f"{CUSTOMER}/consent/export/", consent_list.of_customer, name="consent_events"),
    path("privacy/consents/", consent_list.consent_list, name="consent_list"),
    path("privacy/consents/export/", consent_list.export, name="consent_export"),
    path(f"{CUSTOMER}/timeline/", timeline.timeline, name="timeline"),
    path(f"{CUSTOMER}/correspondence/", timeline.correspondence, name="correspondence"),
    path(f"{CUSTOMER}/notes/", timeline.notes, name="notes"),
    path(f"{CUSTOMER}/timeline/add/", moments.moment_add, name="moment_add"),
    *(
        path(
            f"{CUSTOMER}/timeline/add/{kind}/",
            moments.moment_new,
            {"kind": kind},
            name=f"moment_add_{kind}",
        )
        for kind in ContactMoment.Kind.values
    ),
    path(f"{CUSTOMER}/timeline/<int:moment_id>/", moments.moment_edit, name="moment_edit"),
    path(f"{CUSTOMER}/timeline/<int:moment_id>/remove/", moments.remove, name="moment_remove"),
    path(f"{CUSTOMER}/memo/", memo.memo, name="memo"),
    path(f"{CUSTOMER}/messages/", messages.messages, name="messages"),
    path(f"{CUSTOMER}/messages/send/", messages.send, name="message_send"),
    path(f"{CUSTOMER}/messages/release/", messages.release, name="address_release"),
    path(f"{CUSTOMER}/messages/<int:delivery_id>/decide/", messages.decide, name="delivery_decide"),
    path(f"{CUSTOMER}/files/", files.files, name="files"),
    path("attachments/<uuid:attachment_id>/", attachments.download, name="attachment"),
    path(
        "attachments/<uuid:attachment_id>/preview/", attachments.preview, name="attachment_preview"
    ),
    path(
        "attachments/<uuid:attachment_id>/page/<int:page>/",
        attachments.page,
        name="attachment_page",
    ),
    path("attachments/<uuid:attachment_id>/remove/", attachments.remove, name="attachment_remove"),
    path("addresses/", address_book.address_book, name="address_book"),
    path("addresses/export/<str:kind>/", address_book.export, name="address_export"),
    path("addresses/labels/", address_book.labels, name="address_labels"),
]
