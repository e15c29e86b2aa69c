"""The invented town of Valcourt, and a portal that plays its families."""
