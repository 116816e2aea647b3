"""People and roles: who may sign in, what they are appointed to, by whom and until when."""
