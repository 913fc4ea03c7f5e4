"""Made-up accounts and invoices."""
