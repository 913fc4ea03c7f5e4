"""Texts elsewhere that mention somebody who is erased."""
