"""Activities as the screens show them."""
