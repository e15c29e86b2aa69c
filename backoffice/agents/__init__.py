"""The people at the keyboard: accounts, roles, sites, sign-in."""
