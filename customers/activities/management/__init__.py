"""Commands of activities."""
