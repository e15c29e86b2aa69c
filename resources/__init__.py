"""Icons, fonts, styles and templates shipped with the program."""
