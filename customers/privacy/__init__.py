"""The privacy law (AVG): requests, erasure, access, retention."""
