"""The forms of activities."""
