"""Values of contacts and messages: pure conversions, without the database."""
