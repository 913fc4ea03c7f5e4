"""Contact persons and everything said with and about a customer."""
