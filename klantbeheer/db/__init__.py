"""The database: an embedded PostgreSQL by default, the shop's own one when DATABASE_URL is set.

As a Django engine (`klantbeheer.db`) it starts the embedded server at first use.
"""
