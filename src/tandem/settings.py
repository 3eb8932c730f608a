"""Django's settings; the book's address is handed in by `store.connect`."""

from __future__ import annotations

SECRET_KEY = "set per workspace"
USE_TZ = True
INSTALLED_APPS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
