"""Who is enrolled, who is expected which day, how many places are left, who waits."""
