"""Who gets which document."""
