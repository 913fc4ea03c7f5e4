"""Addresses of the privacy law's screens. In a path a customer is its number."""

from django.urls import path

from customers.models import PrivacyRequest
from customers.privacy.views import erasure, export, holds, requests, retention

app_name = "privacy"
CUSTOMER = "customers/<number:number>/privacy"
ONE = "privacy/requests/<int:request_id>"
FILE = "privacy/exports/<uuid:export_id>"
BATCH = "privacy/batches/<int:batch_id>"
urlpatterns = [
    path(f"{CUSTOMER}/", requests.customer, name="customer"),
    *(
        path(f"{CUSTOMER}/add/{kind}/", requests.add, {"kind": kind}, name=f"add_{kind}")
        for kind in PrivacyRequest.Kind.values
    ),
    path(f"{CUSTOMER}/erase/", erasure.erase, name="erase"),
    path(f"{CUSTOMER}/fields/", erasure.fields, name="fields"),
    path(f"{CUSTOMER}/hold/", holds.hold, name="hold"),
    path(f"{CUSTOMER}/hold/end/", holds.end_hold, name="hold_end"),
    path("privacy/requests/", requests.requests, name="requests"),
    path("privacy/requests/export/", requests.requests_export, name="requests_export"),
    path(f"{ONE}/", requests.detail, name="request"),
    path(f"{ONE}/edit/", requests.edit, name="request_edit"),
    path(f"{ONE}/close/", requests.close, name="request_close"),
    path(f"{ONE}/withdraw/", requests.withdraw, name="request_withdraw"),
    path(f"{ONE}/plan/", erasure.plan, name="plan"),
    path(f"{ONE}/plan/decide/", erasure.decide, name="plan_decide"),
    path(f"{ONE}/plan/send/", erasure.send, name="plan_send"),
    path(f"{ONE}/approve/", erasure.approve, name="approve"),
    path(f"{ONE}/return/", erasure.hand_back, name="hand_back"),
    path(f"{ONE}/export/", export.start, name="export_start"),
    path(f"{FILE}/", export.export, name="export"),
    path(f"{FILE}/file/", export.download, name="export_file"),
    path("privacy/batches/", retention.batches, name="batches"),
    path("privacy/batches/usual/", retention.usual_rules, name="usual_rules"),
    path(f"{BATCH}/", retention.batch, name="batch"),
    path(f"{BATCH}/decide/", retention.decide, name="batch_decide"),
    path(f"{BATCH}/exclude/", retention.exclude, name="batch_exclude"),
]
