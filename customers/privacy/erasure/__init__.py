"""Erasing: the plan, the engine, and who approves it."""
