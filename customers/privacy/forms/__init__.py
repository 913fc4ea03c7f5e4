"""Forms of the privacy law."""
