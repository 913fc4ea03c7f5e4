"""What the pages of the privacy law show."""
