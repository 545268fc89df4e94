"""Two partners: the pairings of a visit, the invitation, what both see."""
