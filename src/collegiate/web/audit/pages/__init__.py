"""The pages of the audit: the journal, emergencies, persons, retention."""
