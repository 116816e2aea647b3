"""The Raising Achievement Board: referral, triage, papers, hearing, decision, reviews, exit; each step by a person, none undone unseen."""
