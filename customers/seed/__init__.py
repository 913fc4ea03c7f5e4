"""Believable made-up customers: the same seed gives the same people."""
