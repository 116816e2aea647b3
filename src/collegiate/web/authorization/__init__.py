"""Who may see and do what: roles, the rights that they give, and the parts of the trust that they are given for."""
