"""How academies stand: evidence, their own judgement, a moderator's, and readiness for inspection."""
