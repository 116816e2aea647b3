"""Action plans: written by an academy, agreed, followed, and closed with what was learnt."""
