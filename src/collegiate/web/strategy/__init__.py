"""Strategy on a page: every aim with its state, what the board decided on it, and who worked on it."""
