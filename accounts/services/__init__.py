"""What is done to accounts and invoices."""
