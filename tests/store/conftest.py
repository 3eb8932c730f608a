from tests.store.books import empty_book, postgres_server, workspace

__all__ = ["empty_book", "postgres_server", "workspace"]
