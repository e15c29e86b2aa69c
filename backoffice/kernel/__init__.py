"""Words and values every slice shares. Imports nothing of ours."""
