"""The measures: each one SQL file, one small module, one documented table."""
