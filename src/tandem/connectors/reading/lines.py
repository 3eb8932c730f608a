"""Physical lines of a text stream, in bounded memory, with their line ends."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from tandem.connectors.reading.encoding import CHUNK, Encoding

MOST_CHARACTERS = 1 << 20
"""A record, and so a line, may have this many characters; exports' longest fields have 131,072."""
KEPT_OF_OVERLONG = 4096


class Overlong(str):
    """The beginning of a line that is longer than `MOST_CHARACTERS`; the rest was read over."""

    __slots__ = ()


def lines(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """Lines split at LF, CR or CRLF only (a line separator inside text is text), ends kept."""
    stream.seek(encoding.mark)
    decoder = encoding.decoder()
    rest = ""
    overlong = ""
    while True:
        chunk = stream.read(CHUNK)
        text = rest + _decode(decoder, chunk)
        whole = list(io.StringIO(text, newline=""))
        rest = ""
        if chunk and whole and (whole[-1].endswith("\r") or not whole[-1].endswith("\n")):
            rest = whole.pop()
        for line in whole:
            if overlong:
                yield Overlong(overlong + "\n")
                overlong = ""
            else:
                yield line if len(line) <= MOST_CHARACTERS else Overlong(line[:KEPT_OF_OVERLONG] + "\n")
        if len(rest) > MOST_CHARACTERS and not rest.endswith("\r"):
            overlong, rest = overlong or rest[:KEPT_OF_OVERLONG], ""
        if not chunk:
            if overlong:
                yield Overlong(overlong + "\n")
            return


def _decode(decoder: object, chunk: bytes) -> str:
    try:
        return str(decoder.decode(chunk, not chunk))  # type: ignore[attr-defined]
    except UnicodeDecodeError:  # half a character at the very end of a UTF-16 file
        return "�"
