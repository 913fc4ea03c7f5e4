"""Activities: what hangs on a customer, from order to trip."""
