"""Which encoding a text file is in: by its byte order mark, else by what its bytes can be."""

from __future__ import annotations

import codecs
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 20
SAMPLE = 4096

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Encoding(NamedTuple):
    """A codec, how it treats bytes that it cannot hold, and how long the byte order mark is."""

    codec: str
    errors: str
    mark: int

    def decoder(self) -> codecs.IncrementalDecoder:
        """Undecodable bytes become lone surrogates, so that their row can be named and refused."""
        return codecs.getincrementaldecoder(self.codec)(self.errors)


def detect(stream: BinaryIO) -> Encoding:
    """Read the stream to its end and say its encoding; the stream is left where it ends.

    Without a mark: UTF-16 when every second byte of the beginning is mostly zero; UTF-8 when the bytes are (or when
    more characters than not are well-formed: then single rows are damaged); else Windows' cp1252.
    """
    head = stream.read(SAMPLE)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, "surrogateescape" if codec == "utf-8" else "surrogatepass", len(mark))
    if len(head) >= 4:
        even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
        if odd > 0.4 and even < 0.1:
            return Encoding("utf-16-le", "surrogatepass", 0)
        if even > 0.4 and odd < 0.1:
            return Encoding("utf-16-be", "surrogatepass", 0)
    well, ill = _count_utf8(head, stream)
    return Encoding("utf-8" if ill == 0 or well > ill else "cp1252", "surrogateescape", 0)


def _count_utf8(head: bytes, stream: BinaryIO) -> tuple[int, int]:
    """Characters beyond ASCII that are well-formed UTF-8, and bytes that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    well = ill = 0
    chunk = head
    while True:
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            wrong = sum("\udc80" <= char <= "\udcff" for char in text)
            ill += wrong
            well += sum(char > "\x7f" for char in text) - wrong
        if not chunk:
            return well, ill
        chunk = stream.read(CHUNK)
