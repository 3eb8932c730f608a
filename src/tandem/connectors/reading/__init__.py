"""How exported files are read: encodings, dialects, records, dates, money."""
