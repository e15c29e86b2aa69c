"""One file a revision: NNNN_verb_noun."""
