"""What Schemathesis is told about the server: values of our scalars, and what no answer may be."""

import string

import schemathesis
from graphql import NameNode, ObjectFieldNode, parse
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from conforms import faults

decimals = st.decimals(min_value=-10_000, max_value=1_000_000, places=2).map(lambda number: f"{number:f}")
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


def literal(value):
    """A JSON value as it is written in a document."""
    match value:
        case None:
            return nodes.Null
        case bool():
            return nodes.Boolean(value)
        case int():
            return nodes.Int(value)
        case str():
            return nodes.String(value)
        case list():
            return nodes.List([literal(item) for item in value])
        case dict():
            fields = [ObjectFieldNode(name=NameNode(value=key), value=literal(item)) for key, item in value.items()]
            return nodes.Object(fields)


json = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_letters, min_size=1), inner, max_size=3),
    max_leaves=5,
)

schemathesis.graphql.scalar("CurrencyCode", st.sampled_from(["EUR", "USD", "GBP", "JPY", "XXX", "eur"]).map(nodes.String))
schemathesis.graphql.scalar("Decimal", (decimals | st.sampled_from(["0", "1e3", "-0", "0.001", "12.50"])).map(nodes.String))
# The library adds null where it is allowed.
schemathesis.graphql.scalar("JSON", json.filter(lambda value: value is not None).map(literal))


@schemathesis.check
def not_our_failure(context, response, case):
    """No answer says that the server has failed, also not with status 200."""
    assert response.status_code < 500, f"the status is {response.status_code}"
    answer = response.json()
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code, f"an error without a code: {error}"
        assert code != "INTERNAL", f"our failure: {error}"
        # The document was made from the schema, so it is valid.
        assert code not in ("GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"), f"a valid document is refused: {error}"


@schemathesis.check
def as_the_schema_says(context, response, case):
    """What was answered was asked for, and has the type that the schema promises."""
    data = response.json().get("data")
    if data is not None:
        found = faults(case.operation.schema.client_schema, parse(case.body), data)
        assert not found, "\n".join(found)
