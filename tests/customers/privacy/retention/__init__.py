"""How long something is kept."""
