"""Who is where, which day, and how each slot came to be so."""
