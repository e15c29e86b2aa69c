"""The two faces of the contract with the family portal: what it writes, what it reads."""
