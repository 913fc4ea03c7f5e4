"""Addresses of billing accounts and invoices. In a path a customer is its number."""

from django.urls import path

from accounts.views import account, drafts, exports, invoices, steps

app_name = "accounts"
CUSTOMER = "customers/<number:number>"
INVOICE = "invoices/<int:invoice_id>"
urlpatterns = [
    path(f"{CUSTOMER}/account/", account.account, name="account"),
    path(f"{CUSTOMER}/account/add/", account.add, name="account_add"),
    path(f"{CUSTOMER}/account/find/", account.find, name="account_find"),
    path(f"{CUSTOMER}/account/link/", account.link, name="account_link"),
    path(f"{CUSTOMER}/account/edit/", account.edit, name="account_edit"),
    path(f"{CUSTOMER}/account/unlink/", account.unlink, name="account_unlink"),
    path(f"{CUSTOMER}/account/close/", account.close, name="account_close"),
    path(f"{CUSTOMER}/account/reopen/", account.reopen, name="account_reopen"),
    path(f"{CUSTOMER}/invoices/", invoices.of_customer, name="invoices"),
    path(f"{CUSTOMER}/invoices/export/", exports.of_customer, name="invoices_export"),
    path(f"{CUSTOMER}/invoices/add/", drafts.add, name="invoice_add"),
    path(f"{CUSTOMER}/invoices/bill/", drafts.bill, name="invoice_bill"),
    path(f"{INVOICE}/", invoices.invoice, name="invoice"),
    path(f"{INVOICE}/edit/", drafts.edit, name="invoice_edit"),
    path(f"{INVOICE}/discard/", drafts.discard, name="invoice_discard"),
    path(f"{INVOICE}/issue/", steps.issue, name="invoice_issue"),
    path(f"{INVOICE}/send/", steps.send, name="invoice_send"),
    path(f"{INVOICE}/pay/", steps.pay, name="invoice_pay"),
    path(f"{INVOICE}/credit/", steps.credit, name="invoice_credit"),
    path(f"{INVOICE}/pdf/", invoices.pdf, name="invoice_pdf"),
    path("invoices/", invoices.all_invoices, name="all_invoices"),
    path("invoices/export/", exports.bookkeeping, name="bookkeeping"),
    path("invoices/export/file/", exports.bookkeeping_file, name="bookkeeping_file"),
]
