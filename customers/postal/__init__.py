"""The local table of addresses: reading registers into it, and asking it."""

from customers.postal.loading import load_shipped_addresses

__all__ = ["load_shipped_addresses"]
