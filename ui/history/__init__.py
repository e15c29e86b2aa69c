"""The journal: who did what and when, and whether it is whole."""
