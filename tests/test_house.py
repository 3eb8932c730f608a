"""The house rules: file and function budgets, docstrings, names, SQL in one dialect that others can read."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "tandem"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FILE_STOP = 500
FUNCTION_STOP = 60
VAGUE = {"utils", "util", "misc", "helpers", "helper", "manager", "common"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name)
def test_no_file_passes_the_hard_stop(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_STOP


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_function_passes_the_hard_stop(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {f.name: length for f in functions(tree) if (length := (f.end_lineno or 0) - f.lineno + 1) > FUNCTION_STOP}
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_and_every_public_name_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            bare += [] if ast.get_docstring(node) else [node.name]
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    bare += [] if ast.get_docstring(inner) else [f"{node.name}.{inner.name}"]
    assert not bare


def test_names_say_what_is_inside() -> None:
    assert not [name(p) for p in MODULES if VAGUE & {*p.parts, p.stem}]


def test_most_files_keep_the_aim_of_three_hundred_lines() -> None:
    over = [name(p) for p in MODULES if len(p.read_text(encoding="utf-8").splitlines()) > 300]
    assert len(over) <= len(MODULES) // 20, over


def test_the_imports_go_downwards_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.sql")), ids=name)
def test_every_statement_can_be_read_by_spark(path: Path) -> None:
    import sqlglot

    text = path.read_text(encoding="utf-8")
    spark = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse_one(spark[0], read="spark")


def test_help_answers_without_the_heavy_imports() -> None:
    code = (
        "import sys; sys.argv = ['tandem', '--help']\n"
        "from tandem.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'django', 'duckdb', 'pyarrow', 'numpy', 'scipy', 'sqlglot', 'vl_convert', 'ruamel'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
