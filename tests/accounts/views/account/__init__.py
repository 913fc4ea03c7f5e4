"""The billing account on the screen."""
