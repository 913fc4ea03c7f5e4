"""Contact persons on the screen."""
