"""How fast the search is, against a primary-key lookup in the same run."""
