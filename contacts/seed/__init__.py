"""Contact persons, memos and contact moments of the made-up customers."""
