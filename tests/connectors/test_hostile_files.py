"""Delimited files as people export them: exact where well-formed, row by row where damaged."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest
from tests.connectors.exports import SPELLINGS, Spelling, encodable, records, table, written, written_lines

from tandem.connectors.reading.lines import MOST_CHARACTERS
from tandem.connectors.reading.records import Record, Source, open_records

QUICK, FULL = 200, 2_000


def exact(path: Path, seed: int) -> None:
    draw = random.Random(seed)
    spelling = SPELLINGS[seed % len(SPELLINGS)]
    rows = table(draw, draw.randint(1, 40), wide=not spelling.encoding.startswith("cp"))
    header, found = records(path, written(rows, spelling))
    expected = encodable(rows, spelling)
    assert list(header) == expected[0], spelling
    assert not [r.fault for r in found if r.fault], (seed, spelling)
    assert [r.cells for r in found] == expected[1:], (seed, spelling)


DAMAGES = ("too few", "too many", "open quote", "stray quote", "nul", "bad byte")


def damage(draw: random.Random, piece: bytes, kind: str, spelling: Spelling) -> bytes:
    """One record's bytes, broken in one way; its line end stays."""
    end = spelling.line_end.encode(spelling.encoding)
    body = piece.removesuffix(end)
    cell = f"{spelling.delimiter}x".encode(spelling.encoding)
    if kind == "too few":
        return body.split(spelling.delimiter.encode(spelling.encoding))[0] + end
    if kind == "too many":
        return body + cell * 20 + end
    if kind == "open quote":
        quote = f'{spelling.delimiter}"open'.encode(spelling.encoding)
        return f"id{draw.randint(0, 9)}".encode(spelling.encoding) + quote + end
    if kind == "stray quote":
        return f'"id"x{spelling.delimiter}y'.encode(spelling.encoding) + end
    if kind == "nul":
        return "i\x00d".encode(spelling.encoding) + body + end
    undefined = {"utf-8": b"\xff", "cp1252": b"\x81"}.get(spelling.encoding, "\x00".encode(spelling.encoding))
    return undefined + body + end


def damaged(path: Path, seed: int) -> tuple[int, int, int]:
    """(undamaged rows, of them read exactly, damaged rows that were accepted) of one broken file."""
    draw = random.Random(seed)
    spelling = SPELLINGS[seed % len(SPELLINGS)]
    rows = table(draw, 120, wide=not spelling.encoding.startswith("cp"))
    for n, row in enumerate(rows[1:]):
        row[0] = f"id{n}é"  # so that the encoding can be told
    expected = encodable(rows, spelling)[1:]
    pieces = written_lines(rows, spelling)
    broken = set(draw.sample(range(len(expected)), draw.randint(1, 4)))
    for n in broken:
        pieces[n + 2] = damage(draw, pieces[n + 2], draw.choice(DAMAGES), spelling)
    _, found = records(path, b"".join(pieces))
    assert all(r.line > 1 and r.raw for r in found)
    assert any(r.fault for r in found), (seed, "the damage went unnoticed")
    good = {tuple(r.cells) for r in found if not r.fault}
    sound = [cells for n, cells in enumerate(expected) if n not in broken]
    return len(sound), sum(tuple(cells) in good for cells in sound), len([r for r in found if not r.fault]) - len(sound)


@pytest.mark.parametrize("block", range(10))
def test_every_cell_of_a_well_formed_file_is_exact(tmp_path: Path, block: int) -> None:
    for seed in range(block, QUICK // 2, 10):
        exact(tmp_path / "file.csv", seed)


def test_damage_costs_the_damaged_rows_and_at_most_one_in_a_hundred_others(tmp_path: Path) -> None:
    sound, kept, surplus = map(sum, zip(*(damaged(tmp_path / "f.csv", s) for s in range(QUICK // 2)), strict=True))
    assert kept >= 0.99 * sound, f"{kept} of {sound}"
    assert surplus <= 0.01 * sound, f"{surplus} rows were made up"


@pytest.mark.full
def test_two_thousand_hostile_files(tmp_path: Path) -> None:
    for seed in range(1_000, 1_000 + FULL // 2):
        exact(tmp_path / "file.csv", seed)
    tallies = [damaged(tmp_path / "f.csv", seed) for seed in range(1_000, 1_000 + FULL // 2)]
    sound, kept, surplus = map(sum, zip(*tallies, strict=True))
    assert kept >= 0.99 * sound
    assert surplus <= 0.01 * sound


def test_the_control_a_plain_csv_reader_loses_the_rows_behind_an_open_quote(tmp_path: Path) -> None:
    """What the careful path is for: Python's lenient reader swallows them and says nothing."""
    import csv
    import io

    rows = [["id", "note"], *[[f"id{n}", "x"] for n in range(100)]]
    pieces = written_lines(rows, SPELLINGS[1])
    pieces[5] = b'id3,"open\n'
    data = b"".join(pieces)
    assert len(list(csv.reader(io.StringIO(data.decode())))) < 10
    _, found = records(tmp_path / "f.csv", data)
    assert len([r for r in found if not r.fault]) == 99
    assert [r.line for r in found if r.fault] == [5]


def test_a_row_with_too_few_or_too_many_cells_is_refused_with_its_line(tmp_path: Path) -> None:
    _, found = records(tmp_path / "f.csv", b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert [(r.line, bool(r.fault)) for r in found] == [(2, False), (3, True), (4, True), (5, False)]
    assert found[1].fault == "has 1 cell, the header has 2"
    assert found[1].raw == b"3\n"


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    _, found = records(tmp_path / "f.csv", b'a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n')
    assert [(r.line, r.cells[1]) for r in found] == [(2, "x\r\ny"), (5, "z")]


def test_the_footer_of_a_salesforce_report_is_told_and_is_no_record(tmp_path: Path) -> None:
    text = (
        '"Lead ID","Company"\n"00Q1","Acme"\n\n\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
        '"Confidential Information - Do Not Distribute"\n"Generated By:  Jo Doe 3/4/2026 5:06 AM"\n"Northwind"\n'
    )
    _, found = records(tmp_path / "f.csv", text.encode())
    assert [bool(r.note) for r in found] == [False, True, True, True, True]
    assert not [r for r in found if r.fault]


def test_a_field_without_end_costs_its_row_and_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n3,")
        for _ in range(48):
            file.write(b"x" * MOST_CHARACTERS)
        file.write(b"\n4,5\n")
    tracemalloc.start()
    _, found = records_of(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [bool(r.fault) for r in found] == [False, True, False]
    assert [r.line for r in found] == [2, 3, 4]
    assert peak < 40 * MOST_CHARACTERS
    assert "longer than" in found[1].fault


def records_of(path: Path) -> tuple[tuple[str, ...], list[Record]]:
    found = open_records(Source(path))
    return found.header, list(found)


def test_what_was_refused_can_be_read_again_from_its_raw_bytes(tmp_path: Path) -> None:
    for spelling in SPELLINGS:
        rows = [["id", "note"], ["1", 'é "x";,|\t'], ["2", "two\nlines"]]
        path = tmp_path / "f.csv"
        path.write_bytes(written(rows, spelling))
        first = open_records(Source(path))
        kept = first.preamble + b"".join(r.raw for r in first)
        again = open_records(Source(path, kept))
        assert again.header == first.header
        assert [r.cells for r in again] == [r.cells for r in first] == encodable(rows, spelling)[1:]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n", b"a", b'"', b"\x00\x00", b"\xff\xfe", b'a,b\n"'])
def test_no_bytes_whatever_make_the_reader_stumble(tmp_path: Path, data: bytes) -> None:
    _, found = records(tmp_path / "f.csv", data)
    assert all(r.fault or r.note for r in found)
