"""The rules of the house that no linter knows: functions from source text to complaints."""

import ast
import re
from collections.abc import Callable, Iterator

Rule = Callable[[str], list[str]]

LONGEST_FILE = 400
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
SQL_TAKERS = {"text", "execute", "exec_driver_sql", "scalar", "scalars", "executemany"}
WAITS = {"time.sleep", "sleep", "qtbot.wait", "QTest.qWait", "QThread.sleep", "QThread.msleep"}
SKIPS = {"pytest.skip", "pytest.importorskip", "pytest.xfail"}
SKIP_MARKS = {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}
BOXES = {"QMessageBox", "QInputDialog", "QErrorMessage"}
RICH = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "RichText", "MarkdownText"}

# In brackets, so that this file does not name what it forbids.
HOSTS = re.compile(r"py[p]i\.org|python[h]osted|npm[j]s|fil[e]://")
MACHINE_PATHS = re.compile(r"(?<![\w.*~}])/(?:root|work|home|Users|opt)/\w")


def unasked_doors(source: str) -> list[str]:
    """Public functions of a door that do not take the work and ask for a permission first."""
    complaints = []
    for function in _public_functions(source):
        arguments = [*function.args.posonlyargs, *function.args.args]
        if not arguments or arguments[0].arg != "work":
            complaints.append(f"{function.name}: its first argument is not the work")
        elif not _first_statement(function).startswith("work.require("):
            complaints.append(f"{function.name}: its first statement is not work.require(…)")
    return complaints


def too_long(source: str) -> list[str]:
    lines = len(source.splitlines())
    return [f"{lines} lines, more than {LONGEST_FILE}"] if lines > LONGEST_FILE else []


def private_clocks(source: str) -> list[str]:
    """Readings of the machine's clock: the instant comes with the work."""
    return [_at(call, name) for call, name in _calls(source) if _tail(name) in CLOCKS]


def pasted_sql(source: str) -> list[str]:
    """SQL statements pasted together from values instead of having them bound."""
    return [
        _at(call, name)
        for call, name in _calls(source)
        if name.rpartition(".")[2] in SQL_TAKERS and call.args and _is_pasted(call.args[0])
    ]


def sleeps_and_skips(source: str) -> list[str]:
    """Tests that wait for the clock, or that may pass without being run."""
    waits = [_at(call, name) for call, name in _calls(source) if name in WAITS | SKIPS]
    return waits + [_at(node, name) for node, name in _names(source) if name in SKIP_MARKS]


def foreign_boxes(source: str) -> list[str]:
    """Qt's own message boxes: the kit's dialogs are the one seam."""
    return [_at(node, name) for node, name in _names(source) if name in BOXES]


def rich_texts(source: str) -> list[str]:
    """Ways for what a family typed to be read as markup."""
    return [_at(node, name) for node, name in _names(source) if name.rpartition(".")[2] in RICH]


def keyless_actions(source: str) -> list[str]:
    """Commands one can only reach with the mouse."""
    return [
        _at(node, "action")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "action"
        and "shortcut" not in {keyword.arg for keyword in node.keywords}
    ]


def places_of_ours(text: str) -> list[str]:
    """Registry hosts and paths that exist on one machine only."""
    return [
        f"line {number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern in (HOSTS, MACHINE_PATHS)
        if (found := pattern.search(line))
    ]


def _public_functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node


def _first_statement(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    after_docstring = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.unparse(after_docstring[0]) if after_docstring else ""


def _calls(source: str) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def _names(source: str) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node, ast.unparse(node)


def _is_pasted(statement: ast.expr) -> bool:
    match statement:
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
            return any(_is_words(side) or _is_pasted(side) for side in (left, right))
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "join")):
            return _is_words(value)
        case ast.Call(func=ast.Name(id="text"), args=[inner, *_]):
            return _is_pasted(inner)
    return False


def _is_words(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _tail(name: str) -> str:
    """`datetime.datetime.now` and `dt.date.today` are the same clocks."""
    return ".".join(name.split(".")[-2:])


def _at(node: ast.expr, name: str) -> str:
    return f"line {node.lineno}: {name}"
