"""The one base shared with the portal: how it is opened, written, watched and checked."""
