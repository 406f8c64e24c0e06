"""A reader of the builder's own source that proves that each value in HTML written by Python is escaped.

It infers types as far as annotations go. What is safe: constants, `escape(…)`, numbers and enumerations, values annotated `SafeHtml` or
`Markup`, what is joined, formatted or chosen from safe values, phrases of the catalogues, and the ids and addresses in `KNOWN`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAFE = {"SafeHtml", "Markup", "int", "bool", "None", "Id"}
KNOWN = {
    # ids are checked when they are read (`ids.ID`, `attribute_lists`), and addresses of the site consist of ids
    "Claim": "id page url tag",
    "ClaimBlock": "claim",
    "Heading": "id",
    "Prose": "tag",
    "Mention": "target",
    "LinkStart": "scheme",
    "Source": "page",
    "Group": "id url",
    "Theme": "id url",
    "Term": "id url",
    "Moves": "renamed left",
    "Explainer": "disputed_by differed_by superseded_by supported_by cited_by passed_on_by languages language_of",
    "Date": "machine",
    "SourceDate": "machine",
    "Use": "anchor",
    "Language": "tag",
    # git gives the one, and the other is written by `isoformat`
    "Revision": "commit date anchor",
    "Changes": "since until",
}
KNOWN_TARGETS = {"Claim": "supersedes supports disputes differs"}
ESCAPES = {"escape", "xml_text", "quote", "direction"}
"""`quote` leaves letters and percent signs; `direction` gives `ltr` or `rtl`."""
PHRASES = {"say", "many", "phrase"}
"""Words of the interface, which ship with the package."""
RENDERED = {"render", "clean", "slug_of", "href", "claim_url", "page_anchor", "isoformat", "token_hex"}
"""Templates escape; `nh3.clean` gives HTML; `slug_of` gives an id; addresses of the site, relative to a page; days and random digits."""
MARKUP = re.compile(r"</?[A-Za-z!]|(?:^|\s)[\w-]+=[\"']?\Z")
SAFE_METHODS = {"rstrip", "strip", "lower", "upper", "title", "removesuffix", "removeprefix", "striptags", "partition", "split"}


class Function(NamedTuple):
    """What a function is annotated with."""

    returns: str
    parameters: tuple[str, ...]


@dataclass
class Source:
    """What annotations in the package say."""

    classes: dict[str, dict[str, str]] = field(default_factory=dict)
    functions: dict[str, dict[str, Function]] = field(default_factory=dict)
    """By name, then by module."""
    constants: dict[str, str] = field(default_factory=dict)
    enums: set[str] = field(default_factory=set)

    def learn(self, module: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self._class(node)
            elif isinstance(node, ast.FunctionDef):
                parameters = tuple(written(arg.annotation) for arg in node.args.args if arg.arg not in ("self", "cls"))
                self.functions.setdefault(node.name, {})[module] = Function(written(node.returns), parameters)
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self.constants[node.target.id] = ast.unparse(node.annotation)

    def function(self, name: str, module: str) -> Function | None:
        """Return a function of a module, or else of any other if all of that name have the same annotations."""
        known = self.functions.get(name, {})
        if module in known:
            return known[module]
        returns, parameters = ({one[position] for one in known.values()} for position in (0, 1))
        return Function(returns.pop(), parameters.pop() if len(parameters) == 1 else ()) if len(returns) == 1 else None

    def attribute(self, name: str) -> str:
        """Return what an attribute is in every class that has one of that name; empty if they differ."""
        kinds = {attributes[name] for attributes in self.classes.values() if attributes.get(name)}
        return kinds.pop() if len(kinds) == 1 or (kinds and kinds <= SAFE) else ""

    def _class(self, node: ast.ClassDef) -> None:  # noqa: C901
        if any("Enum" in ast.unparse(base) for base in node.bases):
            self.enums.add(node.name)
        found = self.classes.setdefault(node.name, {})
        for one in ast.walk(node):
            if isinstance(one, ast.AnnAssign):
                name = (
                    one.target.id if isinstance(one.target, ast.Name) else one.target.attr if isinstance(one.target, ast.Attribute) else ""
                )
                found.setdefault(name, ast.unparse(one.annotation))
            elif isinstance(one, ast.FunctionDef):
                found.setdefault(one.name, ast.unparse(one.returns) if one.returns else "")
                given = {a.arg: ast.unparse(a.annotation) for a in one.args.args if a.annotation and one.name == "__init__"}
                for assign in ast.walk(one):
                    if (
                        isinstance(assign, ast.Assign)
                        and isinstance(target := assign.targets[0], ast.Attribute)
                        and ast.unparse(target.value) == "self"
                        and (kind := given.get(first_name(assign.value), "") or made(assign.value))
                    ):
                        found.setdefault(target.attr, kind)
        for name in KNOWN.get(node.name, "").split():
            if found.get(name, "") == "Mapping[str, str]":
                found[name] = "Mapping[str, Id]"
            elif found.get(name, "").startswith("Mapping"):
                found[name] = (
                    "Mapping[str, tuple[Id, ...]]" if "tuple[tuple" not in found[name] else "Mapping[str, tuple[tuple[Id, Id], ...]]"
                )
            else:
                found[name] = "Id"
        for name in KNOWN_TARGETS.get(node.name, "").split():
            found[name] = "tuple[Id, ...]"


def written(annotation: ast.expr | None) -> str:
    return ast.unparse(annotation) if annotation else ""


def first_name(value: ast.expr) -> str:
    """Return the name that an expression is, or the first of several of which it takes one."""
    value = value.values[0] if isinstance(value, ast.BoolOp) else value
    return value.id if isinstance(value, ast.Name) else ""


def made(value: ast.expr) -> str:
    """Return the class of which an expression makes a value; empty if it does nothing of the kind."""
    name = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
    return name if name.lstrip("_")[:1].isupper() else ""


def split(annotation: str) -> tuple[str, list[str]]:
    """Return the name and the arguments of a generic type."""
    annotation = annotation.strip("'\" ").removesuffix(" | None")
    name, bracket, inside = annotation.partition("[")
    if not bracket:
        return annotation, []
    parts, depth, start = [], 0, 0
    inside = inside.removesuffix("]")
    for position, char in enumerate(inside):
        depth += (char == "[") - (char == "]")
        if char == "," and not depth:
            parts.append(inside[start:position].strip())
            start = position + 1
    return name, [*parts, inside[start:].strip()]


def element(annotation: str, *, values: bool = False) -> str:
    """Return the type of the elements of a container; with `values`, of a mapping's values."""
    name, inside = split(annotation)
    if name in ("Mapping", "dict", "defaultdict"):
        return inside[1] if values else inside[0]
    if name in ("tuple", "list", "Sequence", "Iterable", "Iterator", "Collection", "frozenset", "set"):
        return inside[0]
    return ""


class Scope:
    """One function: what its names are."""

    def __init__(self, source: Source, module: str, tree: ast.Module, function: ast.FunctionDef | ast.Module, owner: str = "") -> None:
        self.source, self.module = source, module
        self.types: dict[str, str] = dict(source.constants)
        self.values: dict[str, list[ast.expr | str]] = {}
        """What is assigned to each name: expressions, or the types of what a loop or an unpacking gives."""
        self._asking: set[str] = set()
        self._seen: set[int] = set()
        self._spread: set[int] = set()
        """The lists whose elements are asked for at the moment: a list may be extended by itself."""
        for node in tree.body:
            self._note(node)
        if isinstance(function, ast.FunctionDef):
            for one in ast.walk(function):
                for arg in (*one.args.args, *one.args.kwonlyargs) if isinstance(one, ast.FunctionDef) else ():
                    self.types[arg.arg] = written(arg.annotation) or (owner if arg.arg == "self" else "")
            local = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} | set(self.types) - set(
                source.constants
            )
            for name in local & set(self.values):
                del self.values[name]
        for node in ast.walk(function):
            if not isinstance(function, ast.Module) or not isinstance(node, ast.FunctionDef):
                self._note(node)

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.types[node.target.id] = ast.unparse(node.annotation)
            if node.value:
                self.values.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self.values.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.NamedExpr):
            self._assign(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            self._loop(node.target, node.iter)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and isinstance(node.func.value, ast.Name)
        ):
            self.values.setdefault(node.func.value.id, []).append(node.args[0])

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.values.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Tuple):
            if isinstance(value, ast.Tuple):
                for one, other in zip(target.elts, value.elts, strict=True):
                    self._assign(one, other)
            else:
                name, inside = split(self.type(value))
                if not name and isinstance(value, ast.Call) and called(value) in ("partition", "split"):  # parts of a text
                    for one in target.elts:
                        self._assign(one, value)
                    return
                kinds = inside if name == "tuple" and len(inside) == len(target.elts) else [""] * len(target.elts)
                for one, kind in zip(target.elts, kinds, strict=True):
                    self.values.setdefault(ast.unparse(one), []).append(kind)

    def _loop(self, target: ast.expr, over: ast.expr) -> None:
        if isinstance(over, ast.Call) and called(over) == "enumerate" and isinstance(target, ast.Tuple):
            self.values.setdefault(ast.unparse(target.elts[0]), []).append("int")
            self._loop(target.elts[1], over.args[0])
            return
        written_out = self._written_out(over)
        kinds = self._elements(over)
        if isinstance(target, ast.Name):
            self.values.setdefault(target.id, []).extend(written_out or [kinds[0] if len(kinds) == 1 else ""])
        elif isinstance(target, ast.Tuple):
            rows = [one for one in written_out if isinstance(one, ast.Tuple) and len(one.elts) == len(target.elts)]
            kinds = kinds if len(kinds) == len(target.elts) else [""] * len(target.elts)
            for number, one in enumerate(target.elts):
                self.values.setdefault(ast.unparse(one), []).extend([row.elts[number] for row in rows] or [kinds[number]])

    def _written_out(self, over: ast.expr) -> list[ast.expr]:
        """Return the elements of a list, or of a name for one, if they are written out in the source.

        What another list gives to it is a part of that list.
        """
        if (
            isinstance(over, ast.Call)
            and called(over) == "items"
            and isinstance(over.func, ast.Attribute)
            and isinstance(over.func.value, ast.Name)
        ):
            found = [value for value in self.values.get(over.func.value.id, ()) if isinstance(value, ast.Dict)]
            return [ast.Tuple([key, value]) for one in found for key, value in zip(one.keys, one.values, strict=True) if key]
        if isinstance(over, ast.Name):
            values = [value for value in self.values.get(over.id, ()) if not isinstance(value, str) and id(value) not in self._spread]
        else:
            values = [over]
        out: list[ast.expr] = []
        for value in values:
            if isinstance(value, ast.GeneratorExp | ast.ListComp):
                if id(value) not in self._seen:
                    self._seen.add(id(value))
                    self._note(value.generators[0])
                out.append(value.elt)
            elif isinstance(value, ast.Tuple | ast.List):
                self._spread.add(id(value))
                for one in value.elts:
                    out += self._spread_out(one.value) if isinstance(one, ast.Starred) else [one]
                self._spread.discard(id(value))
        return out

    def _spread_out(self, over: ast.expr) -> list[ast.expr]:
        return self._written_out(over) or [ast.copy_location(ast.Subscript(over, ast.Constant(0)), over)]

    def _elements(self, over: ast.expr) -> list[str]:
        if isinstance(over, ast.Call):
            name = called(over)
            if name == "range":
                return ["int"]
            if name == "items" and isinstance(over.func, ast.Attribute):
                kind = self.type(over.func.value)
                return [element(kind), element(kind, values=True)]
        name, inside = split(element(self.type(over)))
        return inside if name == "tuple" and inside[-1:] != ["..."] else [element(self.type(over))]

    def type(self, node: ast.expr) -> str:
        """Return the type of an expression as annotations have it; empty if it is not known."""
        if isinstance(node, ast.Name):
            if self.types.get(node.id):
                return self.types[node.id]
            if node.id in self._asking:
                return ""
            self._asking.add(node.id)
            kinds = {value if isinstance(value, str) else self.type(value) for value in self.values.get(node.id, ())}
            self._asking.discard(node.id)
            return kinds.pop() if len(kinds) == 1 else ""
        if isinstance(node, ast.Attribute):
            name = split(self.type(node.value))[0]
            known = self.source.classes.get(name)
            return known.get(node.attr, "") if known else self.source.attribute(node.attr)
        if isinstance(node, ast.Subscript):
            kind = self.type(node.value)
            return kind if isinstance(node.slice, ast.Slice) else element(kind, values=True)
        if isinstance(node, ast.IfExp):
            kinds = {self.type(node.body), self.type(node.orelse)} - {""}
            return kinds.pop() if len(kinds) == 1 else ""
        if isinstance(node, ast.Call):
            return self._type_of_call(node)
        return ""

    def _type_of_call(self, node: ast.Call) -> str:
        name = called(node)
        if isinstance(node.func, ast.Subscript):
            return split(self.type(node.func))[1][-1] if split(self.type(node.func))[0] == "Callable" else ""
        if isinstance(node.func, ast.Name) and split(self.types.get(name, ""))[0] == "Callable":
            return split(self.types[name])[1][-1]
        if isinstance(node.func, ast.Attribute):
            kind = self.type(node.func.value)
            if name in ("get", "setdefault"):
                return element(kind, values=True)
            known = self.source.classes.get(split(kind)[0], {}).get(name)
            if known is not None:
                return known
        if name in self.source.classes or name == "Markup":
            return name
        function = self.source.function(name, self.module)
        return function.returns if function else ""

    def _safe_type(self, kind: str) -> bool:
        name, inside = split(kind)
        if name in ("tuple", "list", "Sequence", "frozenset", "Iterator"):
            return all(self._safe_type(one) for one in inside if one != "...")
        return name in SAFE or name in self.source.enums

    def safe(self, node: ast.expr) -> bool:  # noqa: C901, PLR0911, PLR0912  # one line for each kind of expression
        """Return whether an expression can be put into HTML as it is."""
        if self._safe_type(self.type(node)):
            return True
        match node:
            case ast.Constant() | ast.Compare():
                return True
            case ast.JoinedStr():
                return all(self.safe(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
            case ast.IfExp():
                return self.safe(node.body) and self._chosen(node)
            case ast.BoolOp():
                return all(map(self.safe, node.values))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self.safe(node.left) and self.safe(node.right)
            case ast.BinOp(op=ast.Mult()):
                return self.safe(node.left)
            case ast.List() | ast.Tuple():
                return all(map(self.safe, node.elts))
            case ast.ListComp() | ast.GeneratorExp():
                return self.safe(node.elt)
            case ast.DictComp():
                return self.safe(node.value)
            case ast.Dict():
                return all(map(self.safe, node.values))
            case ast.Lambda():
                return self.safe(node.body)
            case ast.Subscript():
                return self.safe(node.value)
            case ast.Name():
                return self._safe_name(node.id)
            case ast.Call():
                return self._safe_call(node)
        return False

    def _chosen(self, node: ast.IfExp) -> bool:
        """Return whether the other value is safe: also a text that the condition has looked through for what needs an escape."""
        return self.safe(node.orelse) or ast.unparse(node.test) == " or ".join(f"'{c}' in {ast.unparse(node.orelse)}" for c in "&<>")

    def _safe_name(self, name: str) -> bool:
        if name not in self.values and (function := self.source.function(name, self.module)):
            return function.returns in SAFE
        if name in self._asking:  # a loop: what else is assigned decides
            return True
        values = self.values.get(name)
        if (
            not values
            or element(self.types.get(name, "")) not in ("", *SAFE)
            or (self.types.get(name) and element(self.types[name]) not in SAFE)
        ):
            return False
        self._asking.add(name)
        try:
            return all(self._safe_type(value) if isinstance(value, str) else self.safe(value) for value in values)
        finally:
            self._asking.discard(name)

    def _safe_call(self, node: ast.Call) -> bool:
        name = called(node)
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in ESCAPES | PHRASES | RENDERED or name in ("len", "int"):
            return True
        if isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            if name == "format" and self.type(receiver) == "Markup":
                return True
            if name in ("join", "format"):
                return self.safe(receiver) and all(map(self.safe, given))
            if name in SAFE_METHODS:
                return self.safe(receiver)
            if name == "replace" and ast.unparse(given[0]) == "'<'":  # JSON in a script
                return True
        if name == "str":
            return self.safe(given[0])
        if name == "filter":
            return self.safe(given[1])
        return name == "map" and isinstance(given[0], ast.Name) and given[0].id in ESCAPES


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def unsafe_values(source: Source, module: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and text of each value in a module that would get into HTML without an escape."""
    owners = {id(one): node.name for node in tree.body if isinstance(node, ast.ClassDef) for one in node.body}
    inner = (one for node in tree.body if isinstance(node, ast.ClassDef) for one in node.body)
    functions = [node for node in (*tree.body, *inner) if isinstance(node, ast.FunctionDef)]
    scopes = [(function, Scope(source, module, tree, function, owners.get(id(function), ""))) for function in functions]
    outside = ast.Module([node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)], [])
    for function, scope in [*scopes, (outside, Scope(source, module, tree, outside))]:
        for value in _wanted(scope, function):
            for part in _parts(scope, value):
                yield part.lineno, ast.unparse(part)


def _wanted(scope: Scope, function: ast.AST) -> Iterator[ast.expr]:
    """Yield every expression of a function that has to be safe."""
    returns = {id(node): written(one.returns) for one in ast.walk(function) if isinstance(one, ast.FunctionDef) for node in ast.walk(one)}
    for node in ast.walk(function):
        promised = returns.get(id(node), "")
        if isinstance(node, ast.JoinedStr) and any(isinstance(p, ast.Constant) and MARKUP.search(str(p.value)) for p in node.values):
            yield node
        elif (
            isinstance(node, ast.Return)
            and node.value
            and (split(promised)[0] in ("SafeHtml", "Markup") or promised == "dict[str, SafeHtml]")
        ):
            yield node.value
        elif (
            isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and split(promised)[0] == "tuple" and "SafeHtml" in promised
        ):
            yield from (v for v, kind in zip(node.value.elts, split(promised)[1], strict=True) if kind == "SafeHtml")
        elif isinstance(node, ast.Yield | ast.AnnAssign) and node.value and "SafeHtml" in _promise(node, promised):
            yield node.value
        elif isinstance(node, ast.Call):
            yield from _arguments(scope, node)


def _promise(node: ast.Yield | ast.AnnAssign, promised: str) -> str:
    """Return the type that a value has to have which a function yields, or which gets a name."""
    return ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else split(promised)[1][0] if "[" in promised else ""


def _arguments(scope: Scope, node: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments that have to be safe: of constructors, functions and caches whose annotations say so."""
    name = called(node)
    if name in ("Markup", "Html"):
        yield from node.args
    elif name == "setdefault" and isinstance(node.func, ast.Attribute) and element(scope.type(node.func.value), values=True) == "SafeHtml":
        yield node.args[1]
    elif name == "append" and isinstance(node.func, ast.Attribute) and element(scope.type(node.func.value)) == "SafeHtml":
        yield from node.args
    for keyword in node.keywords:
        if name in scope.source.classes and scope.source.classes[name].get(keyword.arg or "") == "SafeHtml":
            yield keyword.value
    function = scope.source.function(name, scope.module)
    for position, kind in enumerate(function.parameters if function else ()):
        if kind == "SafeHtml" and position < len(node.args):
            yield node.args[position]


def _parts(scope: Scope, value: ast.expr) -> Iterator[ast.expr]:
    """Yield the innermost values that make an expression unsafe."""
    if scope.safe(value):
        return
    if isinstance(value, ast.JoinedStr):
        for part in value.values:
            if isinstance(part, ast.FormattedValue):
                yield from _parts(scope, part.value)
    elif isinstance(value, ast.IfExp):
        yield from _parts(scope, value.body)
        yield from _parts(scope, value.orelse)
    else:
        yield value


def read(package: Path) -> tuple[Source, dict[str, ast.Module]]:
    """Return the annotations and the modules of a package."""
    trees = {path.relative_to(package).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))}
    source = Source()
    for module, tree in trees.items():
        source.learn(module, tree)
    return source, trees
