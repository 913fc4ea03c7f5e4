"""Made-up activities."""
