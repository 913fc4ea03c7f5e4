"""Billing accounts: what invoices are booked on. Not logins; those are in klantbeheer.staff."""
