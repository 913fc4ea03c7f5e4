"""The forms of accounts and invoices."""
