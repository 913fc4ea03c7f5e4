"""The shop's staff: logins, roles, signing in."""
