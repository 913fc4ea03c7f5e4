"""The register of processing (article 30)."""
