"""Views that somebody saved: a name for an address, to come back to or to find again."""
