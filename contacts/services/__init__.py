"""Everything that writes contact persons, consent, messages and contact moments."""
