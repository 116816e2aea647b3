"""The board's own numbers: settled by minute, kept with who, when and why, and never guessed."""
