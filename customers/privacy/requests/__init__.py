"""The register of requests, with their deadlines."""
