"""The pile of a family: what it asked to change, field by field, and all else it waits for."""
