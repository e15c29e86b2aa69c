"""People to be made: new families, a child or a guardian more, each with what is asked for them."""
