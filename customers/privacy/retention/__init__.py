"""How long something is kept, and the batches of what may go."""
