"""The schema, revision after revision. Linear; a release may add, only the next may remove."""
