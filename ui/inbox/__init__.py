"""À traiter: what families ask, one thing on screen, one key per answer."""
