"""Forms that write a customer."""
