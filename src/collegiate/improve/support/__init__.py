"""The support map and its bill: who can be lent, who is asked for, who is proposed and why, what it costs, and whether there is enough. People decide."""
