"""Families: guardians, children, and how they are found."""
