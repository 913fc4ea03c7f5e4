"""Saving a row that somebody else may have changed: as for all that hangs on a customer."""

from customers.services.combining import Combination, OverlapError, at, combine, values_of

__all__ = ["Combination", "OverlapError", "at", "combine", "values_of"]
