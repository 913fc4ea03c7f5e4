"""What the screens show: pure preparation of values for the templates."""
