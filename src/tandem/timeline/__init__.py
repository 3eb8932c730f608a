"""What happened, and to whom: canonical records, identity, accounts, buying groups, the story of one buyer."""
