"""Accounts and invoices as the screens show them."""
