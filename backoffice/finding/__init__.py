"""One line to find anything: people, accounts, references, phones, codes."""
