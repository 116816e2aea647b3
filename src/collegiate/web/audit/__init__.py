"""Who looked at whom: the journal in readable words, one child opened in an emergency, and answers to people who ask what is held on them."""
