"""Who joins, how ready they are, and the lock that keeps the next one waiting."""
