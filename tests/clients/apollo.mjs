// Apollo Client with its normalized cache: signs in, pages through a connection, changes and hears of changes.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition, relayStylePagination } from "@apollo/client/utilities";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { bearer, endpoint, newKey, person, signIn, socket, within } from "./lib/regie.mjs";
import { begun, CHANGES, EMAIL, makeOrder, setEmail } from "./lib/shop.mjs";

// The link looks at the WebSocket of browsers, also when it was given another one.
globalThis.WebSocket ??= WebSocket;

let token;
const live = createClient({
  url: socket,
  webSocketImpl: WebSocket,
  connectionParams: () => ({ Authorization: `Bearer ${token}` }),
});
const authorization = new SetContextLink(({ headers }) => ({ headers: { ...headers, ...bearer(token) } }));
const isLive = ({ query }) => getMainDefinition(query).operation === "subscription";
const client = new ApolloClient({
  link: ApolloLink.split(isLive, new GraphQLWsLink(live), authorization.concat(new HttpLink({ uri: endpoint }))),
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { orders: relayStylePagination(["where", "sort", "direction"]) } } },
  }),
});
after(async () => {
  client.stop();
  await live.dispose();
});

const cached = (id) => {
  const fragment = gql`
    fragment Cached on Order {
      id
      email
    }
  `;
  return client.cache.readFragment({ id: client.cache.identify({ __typename: "Order", id }), fragment });
};

test("signs in", async () => {
  const mutation = gql`
    mutation SignIn($input: SessionCreateInput!) {
      sessionCreate(input: $input) {
        token
        staffMember {
          id
          name
        }
        userErrors {
          code
          message
        }
      }
    }
  `;
  const { data } = await client.mutate({ mutation, variables: { input: person("order-agent") } });
  assert.deepEqual(data.sessionCreate.userErrors, []);
  ({ token } = data.sessionCreate);
});

const ORDERS = gql`
  query Orders($first: Int!, $after: String) {
    orders(first: $first, after: $after, sort: CREATED_AT, direction: ASC) {
      totalCount {
        count
        precision
      }
      edges {
        cursor
        node {
          id
          number
          email
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`;

test("pages through a connection until its end, and finds each order once", async () => {
  const options = { query: ORDERS, variables: { first: 100 } };
  const query = client.watchQuery(options);
  const watched = query.subscribe({});
  let { pageInfo } = (await client.query(options)).data.orders;
  let pages = 1;
  for (; pageInfo.hasNextPage; pages += 1) {
    assert.ok(pages < 50, "the pages do not end");
    ({ pageInfo } = (await query.fetchMore({ variables: { after: pageInfo.endCursor } })).data.orders);
  }
  watched.unsubscribe();
  const { edges, totalCount } = client.readQuery(options).orders;
  assert.ok(pages > 5, `${pages} pages`);
  assert.equal(totalCount.precision, "EXACT");
  assert.equal(edges.length, totalCount.count);
  assert.equal(new Set(edges.map(({ node }) => node.id)).size, edges.length);
});

test("changes an order, and the cache has the change", async () => {
  const { data } = await client.query({ query: ORDERS, variables: { first: 1 }, fetchPolicy: "network-only" });
  const { id } = data.orders.edges[0].node;
  const change = (email, key) =>
    client.mutate({ mutation: gql(EMAIL), variables: { id, email }, context: { headers: { "idempotency-key": key } } });
  const key = newKey();
  const first = await change("apollo@example.com", key);
  assert.deepEqual(first.data.orderUpdate.userErrors, []);
  assert.equal(cached(id).email, "apollo@example.com");
  const again = await change("apollo@example.com", key);
  assert.equal(again.data.orderUpdate.order.version, first.data.orderUpdate.order.version, "it happened twice");
  await assert.rejects(change("other@example.com", key), ({ errors, statusCode, bodyText }) => {
    const [{ extensions }] = errors ?? JSON.parse(bodyText).errors;
    assert.equal(extensions.code, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    assert.ok(statusCode === undefined || statusCode === 422);
    return true;
  });
});

test("hears of a change that somebody else makes, and the cache has it", async () => {
  const other = await signIn("owner");
  const id = await makeOrder(other);
  const changes = [];
  let wake = () => {};
  const subscription = client.subscribe({ query: gql(CHANGES), variables: { id } }).subscribe((result) => {
    changes.push(result);
    wake();
  });
  const next = async () => {
    while (changes.length === 0) await new Promise((resolve) => (wake = resolve));
    return changes.shift();
  };
  await begun(other, id, next());
  await setEmail(other, id, "told@example.com");
  const { data, error } = await within(10, "a change", next());
  assert.equal(error, undefined);
  assert.equal(data.orderChanged.order.email, "told@example.com");
  assert.equal(cached(id).email, "told@example.com");
  subscription.unsubscribe();
});

test("an error of a document reaches the client with its code", async () => {
  const query = gql`
    query Unknown {
      nobodyKnowsThis
    }
  `;
  // Apollo asks for application/graphql-response+json first, so the answer has a status of its own.
  await assert.rejects(client.query({ query }), ({ errors, bodyText }) => {
    const [{ extensions }] = errors ?? JSON.parse(bodyText).errors;
    assert.equal(extensions.code, "GRAPHQL_VALIDATION_FAILED");
    return true;
  });
});
