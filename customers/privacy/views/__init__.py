"""Screens of the privacy law."""
