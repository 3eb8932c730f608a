"""Django's settings, as far as the book needs them; `tandem.store.database` adds one database per workspace.

Nobody sets DJANGO_SETTINGS_MODULE: the store configures Django from this module when the first book is opened.
"""

from __future__ import annotations

from typing import Any

INSTALLED_APPS = ["tandem.store"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DATABASES: dict[str, dict[str, Any]] = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
