"""The pages of accounts and invoices."""
