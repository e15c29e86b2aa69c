"""Portal accounts, what links them to families, and what they wish to be told."""
