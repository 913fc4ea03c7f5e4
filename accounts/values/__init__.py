"""Pure conversions: money, bank and tax numbers."""
