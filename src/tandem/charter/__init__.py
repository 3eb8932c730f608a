"""The agreement: model, reading with faults at line and column, expressions, versions in force by date."""
