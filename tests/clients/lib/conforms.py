"""Holds an answer against the schema and the document: what is there was asked for, and has the type that was promised."""

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

NAMES = {"ID": str, "String": str, "Boolean": bool, "Int": int, "Float": (int, float)}


def faults(schema, document, data):
    """What is wrong with the data, one sentence each."""
    operation = next(node for node in document.definitions if node.kind == "operation_definition")
    fragments = {node.name.value: node for node in document.definitions if node.kind == "fragment_definition"}
    root = schema.get_root_type(operation.operation)
    return list(_object(schema, fragments, root, [operation.selection_set], data, "data"))


def _object(schema, fragments, kind, selection_sets, value, path):
    if not isinstance(value, dict):
        yield f"{path} is no object: {value!r}"
        return
    fields = {}
    for selection_set in selection_sets:
        _collect(schema, fragments, kind, selection_set, fields)
    # Without `__typename`, a field of an abstract type can belong to any of its types.
    if is_object_type(kind) and set(fields) != set(value):
        yield f"{path} has the keys {sorted(value)}, but {sorted(fields)} were asked for"
    for key in value:
        if key not in fields:
            yield f"{path}.{key} was not asked for"
            continue
        nodes = fields[key]
        name = nodes[0][1].name.value
        if name == "__typename":
            if value[key] not in schema.type_map:
                yield f"{path}.{key} is no type: {value[key]!r}"
            continue
        declared = nodes[0][0].fields[name].type
        inner = [node.selection_set for _, node in nodes if node.selection_set]
        yield from _value(schema, fragments, declared, inner, value[key], f"{path}.{key}")


def _value(schema, fragments, declared, selection_sets, value, path):
    if is_non_null_type(declared):
        if value is None:
            yield f"{path} is null, which it cannot be"
            return
        declared = declared.of_type
    if value is None:
        return
    if is_list_type(declared):
        if not isinstance(value, list):
            yield f"{path} is no list: {value!r}"
            return
        for index, item in enumerate(value):
            yield from _value(schema, fragments, declared.of_type, selection_sets, item, f"{path}[{index}]")
    elif is_leaf_type(declared):
        yield from _leaf(declared, value, path)
    else:
        kind = declared
        if is_abstract_type(declared) and isinstance(value, dict) and "__typename" in value:
            kind = schema.type_map.get(value["__typename"], declared)
        yield from _object(schema, fragments, kind, selection_sets, value, path)


def _leaf(declared, value, path):
    if is_enum_type(declared):
        if value not in declared.values:
            yield f"{path} is not in the enum {declared.name}: {value!r}"
    elif declared.name in NAMES:
        fits = isinstance(value, NAMES[declared.name]) and (declared.name == "Boolean" or not isinstance(value, bool))
        if not fits or (declared.name == "Int" and not -(2**31) <= value < 2**31):
            yield f"{path} is no {declared.name}: {value!r}"
    elif declared.name != "JSON" and not isinstance(value, str):
        yield f"{path} is no text of a {declared.name}: {value!r}"


def _collect(schema, fragments, kind, selection_set, fields):
    """The fields of an object by their keys, each with the type that it is declared in."""
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            key = node.alias.value if node.alias else node.name.value
            fields.setdefault(key, []).append((kind, node))
            continue
        if isinstance(node, FragmentSpreadNode):
            node = fragments[node.name.value]
        assert isinstance(node, InlineFragmentNode) or node.kind == "fragment_definition"
        condition = get_named_type(schema.type_map[node.type_condition.name.value]) if node.type_condition else kind
        if condition is kind or (is_abstract_type(condition) and schema.is_sub_type(condition, kind)):
            _collect(schema, fragments, kind, node.selection_set, fields)
        elif is_abstract_type(kind):
            _collect(schema, fragments, condition, node.selection_set, fields)
