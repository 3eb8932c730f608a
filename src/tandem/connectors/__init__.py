"""One folder per tool; reading/ is what they share."""
