"""Klantbeheer: the customer register for Dutch and Belgian shops."""
