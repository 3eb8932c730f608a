"""The book of record (Django) and the lens (Parquet, rebuilt from the book)."""
