"""Who may sign in, what they are appointed to, and the door by which they come in."""
