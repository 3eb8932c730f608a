"""Run the command line as a person does, in this process: exit code and what was written."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tandem.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON answer."""
        return dict(json.loads(self.out))


def run(*words: object) -> Ran:
    """`tandem` with these words, without a terminal. An error that is no sentence of ours is raised, as a traceback."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = ["tandem", *map(str, words)]
    with patch.object(sys, "argv", argv), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ran(code, out.getvalue(), err.getvalue())
