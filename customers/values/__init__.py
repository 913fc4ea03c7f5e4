"""Pure conversions between what people type, what is stored and what is shown; no models."""
