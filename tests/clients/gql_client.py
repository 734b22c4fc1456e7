"""gql, the GraphQL client of Python: over HTTP and over a WebSocket, with documents that it checks itself."""

import asyncio
import itertools
import json
import os
import uuid

import pytest
from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from graphql import GraphQLError

URL = os.environ["REGIE_URL"] + "/graphql"
PEOPLE = {person["role"]: person for person in json.loads(os.environ["REGIE_PEOPLE"])}

SIGN_IN = gql(
    """
    mutation SignIn($input: SessionCreateInput!) {
      sessionCreate(input: $input) { token userErrors { code } }
    }
    """
)
CHANNELS = gql("{ channels(first: 1) { nodes { id } } }")
PRODUCTS = gql(
    """
    query Products($after: String) {
      products(first: 60, after: $after) {
        totalCount { count }
        nodes { id title }
        pageInfo { endCursor hasNextPage }
      }
    }
    """
)
BEGIN = gql(
    """
    mutation Begin($channelId: ID!, $key: String!) {
      orderDraftCreate(input: { channelId: $channelId }) @idempotent(key: $key) {
        order { id }
        userErrors { code }
      }
    }
    """
)
SET_EMAIL = gql(
    """
    mutation SetEmail($id: ID!, $email: String!, $key: String!) {
      orderUpdate(input: { id: $id, email: $email }) @idempotent(key: $key) {
        order { id email version }
        userErrors { code }
      }
    }
    """
)
CHANGES = gql("subscription Changes($id: ID!) { orderChanged(id: $id) { kind order { id email } } }")


def http(token=None, **options):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(transport=AIOHTTPTransport(url=URL, headers=headers), execute_timeout=30, **options)


async def execute(session, document, **variables):
    document.variable_values = variables
    return await session.execute(document)


async def sign_in(role):
    credentials = {name: PEOPLE[role][name] for name in ("email", "password")}
    async with http() as session:
        answer = await execute(session, SIGN_IN, input=credentials)
    token = answer["sessionCreate"]["token"]
    assert token, f"{role} cannot sign in"
    return token


def test_the_schema_that_it_fetches_lets_it_refuse_a_document_by_itself():
    async def run():
        async with http(await sign_in("owner"), fetch_schema_from_transport=True) as session:
            schema = session.client.schema
            assert schema.query_type.fields["products"], "the schema has no products"
            assert schema.subscription_type.fields["orderChanged"], "the schema has no changes of orders"
            with pytest.raises(GraphQLError, match="nobodyKnowsThis"):
                await session.execute(gql("{ nobodyKnowsThis }"))
            answer = await session.execute(gql("{ viewer { kind } }"))
            assert answer == {"viewer": {"kind": "STAFF"}}

    asyncio.run(run())


def test_it_pages_through_a_connection_and_finds_each_product_once():
    async def run():
        async with http(await sign_in("catalog-manager")) as session:
            found, after = [], None
            for page in itertools.count():
                assert page < 50, "the pages do not end"
                products = (await execute(session, PRODUCTS, after=after))["products"]
                found += [node["id"] for node in products["nodes"]]
                after = products["pageInfo"]["endCursor"]
                if not products["pageInfo"]["hasNextPage"]:
                    break
            assert page > 0, "there was one page only"
            assert len(found) == len(set(found)) == products["totalCount"]["count"]

    asyncio.run(run())


def test_a_mutation_happens_once_for_one_key():
    async def run():
        async with http(await sign_in("order-agent")) as session:
            order = await begin(session)
            key = str(uuid.uuid4())
            first, second = [await execute(session, SET_EMAIL, id=order, email="gql@example.com", key=key) for _ in "12"]
            assert first["orderUpdate"]["order"]["email"] == "gql@example.com"
            assert first == second

    asyncio.run(run())


def test_what_it_may_not_do_is_an_error_with_a_code():
    async def run():
        async with http() as session:
            with pytest.raises(TransportQueryError) as refused:
                await session.execute(gql("{ orders(first: 1) { nodes { id } } }"))
            assert refused.value.errors[0]["extensions"]["code"] == "UNAUTHENTICATED"
            assert refused.value.data == {"orders": None}

    asyncio.run(run())


def test_a_subscription_tells_each_change():
    async def run():
        token = await sign_in("order-agent")
        transport = WebsocketsTransport(
            url=URL.replace("http", "ws", 1),
            init_payload={"Authorization": f"Bearer {token}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        async with http(token) as session, Client(transport=transport) as live:
            order = await begin(session)
            CHANGES.variable_values = {"id": order}
            changes = live.subscribe(CHANGES)
            await begun(session, order, changes)
            for email in ("one@example.com", "two@example.com"):
                await set_email(session, order, email)
                change = await asyncio.wait_for(anext(changes), 10)
                assert change["orderChanged"] == {"kind": "UPDATED", "order": {"id": order, "email": email}}
            await changes.aclose()

    asyncio.run(run())


async def begin(session):
    """Begins an order and gives its id."""
    channel = (await session.execute(CHANNELS))["channels"]["nodes"][0]["id"]
    answer = await execute(session, BEGIN, channelId=channel, key=str(uuid.uuid4()))
    assert answer["orderDraftCreate"]["userErrors"] == []
    return answer["orderDraftCreate"]["order"]["id"]


async def set_email(session, order, email):
    answer = await execute(session, SET_EMAIL, id=order, email=email, key=str(uuid.uuid4()))
    assert answer["orderUpdate"]["userErrors"] == []


async def begun(session, order, changes):
    """Changes the order until the subscription tells, for nothing says when it has begun."""
    first = asyncio.ensure_future(anext(changes))
    for number in range(10):
        await set_email(session, order, f"begun-{number}@example.com")
        done, _ = await asyncio.wait([first], timeout=1)
        if done:
            return first.result()
    raise AssertionError("the subscription tells nothing")


if __name__ == "__main__":
    raise SystemExit(pytest.main([__file__, "--quiet", "--no-header", "--tb=short", "-p", "no:cacheprovider"]))
