"""What the town sets: its reasons, rules, deadlines, places, mails and agents."""
