"""How contact persons, routing and the timeline are told."""
