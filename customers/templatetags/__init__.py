"""Template tags of the customer screens."""
