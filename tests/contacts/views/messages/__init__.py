"""Messages to customers on the screen."""
