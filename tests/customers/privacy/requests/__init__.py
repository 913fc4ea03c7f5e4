"""The screens of the register of requests."""
