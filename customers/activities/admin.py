"""Activities in the admin."""

from customers.activities import admin_lists, admin_reads

__all__ = ["admin_lists", "admin_reads"]
