"""The teams' own examples: played against a charter, and recorded from real stories."""
