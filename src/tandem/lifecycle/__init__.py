"""The charter at work: scoring, qualification, SLA clocks, rules of engagement, and replay with its reasons."""
