"""The words and sums of the screens of activities."""
