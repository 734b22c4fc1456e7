// GraphQL over WebSocket: the graphql-ws client, and each rule of graphql-transport-ws frame by frame.

import assert from "node:assert/strict";
import { request } from "node:http";
import test, { after } from "node:test";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { Peer, PROTOCOL } from "./lib/peer.mjs";
import { newKey, origin, person, signIn, socket, within } from "./lib/regie.mjs";
import { begun, CHANGES, makeOrder, setEmail } from "./lib/shop.mjs";

const token = await signIn("owner");
const order = await makeOrder(token);

const client = createClient({
  url: socket,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${token}` },
  retryAttempts: 0,
});
after(() => client.dispose());

/** The only result of an operation. */
async function only(query, variables) {
  const results = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  assert.equal(results.length, 1);
  assert.equal(results[0].errors, undefined);
  return results[0].data;
}

// The client

test("graphql-ws: a query is answered once, as who signed in", async () => {
  const { viewer } = await only("{ viewer { kind staffMember { email } } }");
  assert.deepEqual(viewer, { kind: "STAFF", staffMember: { email: person("owner").email } });
});

test("graphql-ws: a mutation happens once for one idempotency key", async () => {
  const document = `mutation($title: String!, $key: String!) {
    productCreate(input: { title: $title }) @idempotent(key: $key) { product { id } userErrors { code } } }`;
  const variables = { title: "Made over a socket", key: newKey() };
  const [first, second] = [await only(document, variables), await only(document, variables)];
  assert.ok(first.productCreate.product.id);
  assert.deepEqual(second, first);
});

test("graphql-ws: a subscription tells each change until it is canceled", async () => {
  const changes = client.iterate({ query: CHANGES, variables: { id: order } });
  await begun(token, order, changes.next());
  for (const email of ["one@example.com", "two@example.com", "three@example.com"]) {
    const next = changes.next();
    await setEmail(token, order, email);
    const { value } = await within(10, "a change", next);
    assert.equal(value.errors, undefined);
    assert.deepEqual(value.data.orderChanged.order, { id: order, email });
    assert.equal(value.data.orderChanged.kind, "UPDATED");
  }
  await changes.return();
});

test("graphql-ws: many operations share one connection", async () => {
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => only("{ viewer { kind } }")));
    for (const { viewer } of answers) assert.equal(viewer.kind, "STAFF");
  }
});

test("graphql-ws: the client's own pings are answered", async () => {
  let pongs = 0;
  const pinging = createClient({
    url: socket,
    webSocketImpl: WebSocket,
    lazy: false,
    keepAlive: 50,
    retryAttempts: 0,
    onNonLazyError: () => {},
    on: { pong: () => (pongs += 1) },
  });
  await within(10, "three pongs", new Promise((resolve) => pinging.on("pong", () => pongs >= 3 && resolve())));
  await pinging.dispose();
});

// Messages

test("a ping is answered by a pong with its payload", async () => {
  const peer = await Peer.open();
  peer.send({ type: "ping" });
  assert.equal((await peer.next()).type, "pong");
  peer.send({ type: "ping", payload: { any: ["thing"] } });
  assert.deepEqual(await peer.next(), { type: "pong", payload: { any: ["thing"] } });
  peer.close();
});

test("a pong that nobody asked for is ignored", async () => {
  const peer = await Peer.ready(token);
  peer.send({ type: "pong" });
  peer.send({ type: "pong", payload: { any: "thing" } });
  assert.deepEqual(await peer.settled(), []);
  peer.close();
});

test("a query gives one `next` and one `complete`, and its id is free again", async () => {
  const peer = await Peer.ready(token);
  for (let round = 0; round < 3; round += 1) {
    peer.subscribe("same", "{ viewer { kind } }");
    const [next, complete] = [await peer.next(), await peer.next()];
    assert.deepEqual([next.id, next.type, next.payload.data], ["same", "next", { viewer: { kind: "STAFF" } }]);
    assert.deepEqual(complete, { id: "same", type: "complete" });
  }
  assert.deepEqual(await peer.settled(), []);
  peer.close();
});

test("a request error is one `error`, which ends the operation", async () => {
  const peer = await Peer.ready(token);
  const documents = ["{ nobodyKnowsThis }", "{", "query($id: ID!) { product(id: $id) { id } }", "query A { viewer { kind } } query B { viewer { kind } }"];
  for (const document of documents) {
    peer.subscribe("same", document);
    const { id, type, payload } = await peer.next();
    assert.deepEqual([id, type], ["same", "error"], document);
    assert.ok(payload[0].message && payload[0].extensions.code, document);
  }
  assert.deepEqual(await peer.settled(), []);
  peer.close();
});

test("an error of one field is a `next` with data", async () => {
  const peer = await Peer.ready();
  peer.subscribe("1", "{ orders(first: 1) { nodes { id } } viewer { kind } }");
  const { type, payload } = await peer.next();
  assert.equal(type, "next");
  assert.deepEqual(payload.data, { orders: null, viewer: { kind: "VISITOR" } });
  assert.equal(payload.errors[0].extensions.code, "UNAUTHENTICATED");
  assert.equal((await peer.next()).type, "complete");
  peer.close();
});

test("a subscription that the client completes is not answered, and its id is free again", async () => {
  const peer = await Peer.ready(token);
  peer.subscribe("same", CHANGES, { id: order });
  const first = await begun(token, order, peer.next());
  const after = first.payload.data.orderChanged.cursor;
  peer.send({ id: "same", type: "complete" });
  assert.deepEqual(await peer.settled(), []);
  await setEmail(token, order, "unheard@example.com");
  peer.subscribe("same", CHANGES, { id: order, after });
  const { id, type, payload } = await peer.next();
  assert.deepEqual([id, type, payload.data.orderChanged.order.email], ["same", "next", "unheard@example.com"]);
  assert.deepEqual(await peer.settled(), []);
  peer.close();
});

test("completing what is not running is ignored", async () => {
  const peer = await Peer.ready(token);
  peer.send({ id: "never", type: "complete" });
  assert.deepEqual(await peer.settled(), []);
  peer.close();
});

// Closing

const operation = (id, more) => ({ id, type: "subscribe", payload: { query: "{ viewer { kind } }", ...more } });
const running = (id) => operation(id, { query: CHANGES, variables: { id: order } });

const MALFORMED = {
  "no JSON": "{",
  "no object": "[]",
  "a text": '"ping"',
  "nothing": "null",
  "no type": {},
  "an unknown type": { type: "start", id: "1", payload: { query: "{ viewer { kind } }" } },
  "bytes": Buffer.from(JSON.stringify({ type: "ping" })),
  "an operation without an id": operation(undefined),
  "an operation with an empty id": operation(""),
  "an operation with a number for an id": operation(1),
  "an operation without a payload": { id: "1", type: "subscribe" },
  "an operation without a document": { id: "1", type: "subscribe", payload: {} },
  "a document that is no text": operation("1", { query: 1 }),
  "variables that are no object": operation("1", { variables: "text" }),
  "an operation name that is no text": operation("1", { operationName: {} }),
  "extensions that are no object": operation("1", { extensions: [] }),
  "a `complete` without an id": { type: "complete" },
  "a ping whose payload is no object": { type: "ping", payload: "text" },
  "`next`, which is for servers": { id: "1", type: "next", payload: { data: {} } },
  "`connection_ack`, which is for servers": { type: "connection_ack" },
};

for (const [name, message] of Object.entries(MALFORMED)) {
  test(`4400: ${name}`, async () => {
    const peer = await Peer.ready(token);
    peer.send(message);
    assert.equal((await within(10, "the close", peer.closed)).code, 4400);
  });
}

const CLOSES = [
  ["4400: an unknown type before anything else", 4400, [{ type: "start" }]],
  ["4400: a `connection_init` whose payload is no object", 4400, [{ type: "connection_init", payload: "text" }]],
  ["4401: an operation before the connection was acknowledged", 4401, [operation("1")]],
  ["4403: a token that nobody holds", 4403, [{ type: "connection_init", payload: { Authorization: "Bearer nobody" } }]],
  ["4408: no `connection_init` in time", 4408, []],
  ["4409: an id that is in use", 4409, [{ type: "connection_init", payload: { Authorization: `Bearer ${token}` } }, running("1"), operation("1")]],
  ["4429: a second `connection_init`", 4429, [{ type: "connection_init" }, { type: "connection_init" }]],
];

for (const [name, code, messages] of CLOSES) {
  test(name, async () => {
    const peer = await Peer.open();
    for (const message of messages) {
      peer.send(message);
      // The acknowledgement first: an operation before it has a code of its own.
      if (message.type === "connection_init" && messages.length > 2) await peer.next();
    }
    assert.equal((await within(10, "the close", peer.closed)).code, code);
  });
}

// The handshake

/** What becomes of an upgrade: the status, the sub-protocol, and the first bytes that the server sends. */
async function upgrade({ protocols, headers }) {
  const handshake = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": Buffer.from(newKey().slice(0, 16)).toString("base64"),
    ...(protocols && { "sec-websocket-protocol": protocols }),
    ...headers,
  };
  const asked = request(`${origin}/graphql`, { headers: handshake });
  const answer = new Promise((resolve, reject) => {
    asked.on("response", (response) => resolve({ status: response.statusCode, headers: response.headers }));
    asked.on("upgrade", (response, stream, head) => {
      const told = (bytes) => resolve({ status: response.statusCode, headers: response.headers, bytes, stream });
      if (head.length > 0 || protocols === PROTOCOL) told(head);
      else stream.once("data", told);
    });
    asked.on("error", reject);
  });
  asked.end();
  const { status, headers: answered, bytes, stream } = await within(10, "the handshake", answer);
  stream?.destroy();
  asked.destroy();
  // A close frame: final, opcode 8, not masked, then the code.
  const code = bytes?.[0] === 0x88 ? bytes.readUInt16BE(2) : undefined;
  return { status, protocol: answered["sec-websocket-protocol"], code };
}

test("4406: only graphql-transport-ws is spoken, not the legacy graphql-ws", async () => {
  for (const protocols of ["graphql-ws", "mqtt, chat", undefined]) {
    const { protocol, code } = await upgrade({ protocols });
    assert.equal(protocol, undefined, `the server speaks ${protocol}`);
    assert.equal(code, 4406, `for ${protocols}`);
  }
});

test("of several sub-protocols, graphql-transport-ws is taken, wherever it stands", async () => {
  for (const protocols of [["graphql-ws", PROTOCOL], [PROTOCOL, "graphql-ws"]]) {
    const peer = await Peer.ready(token, { protocols });
    assert.equal(peer.socket.protocol, PROTOCOL);
    peer.close();
  }
});

test("a page of another origin is refused with 403", async () => {
  for (const foreign of ["https://evil.example", "null", `${origin}.evil.example`]) {
    const { status } = await upgrade({ protocols: PROTOCOL, headers: { origin: foreign } });
    assert.equal(status, 403, foreign);
  }
  assert.equal((await upgrade({ protocols: PROTOCOL, headers: { origin } })).status, 101, "our own origin");
});

// The last one: nothing is left behind it.
test("1001: a server that stops", async () => {
  const peer = await Peer.ready(token);
  peer.subscribe("1", CHANGES, { id: order });
  await begun(token, order, peer.next());
  process.kill(Number(process.env.REGIE_PID), "SIGTERM");
  assert.equal((await within(30, "the close", peer.closed)).code, 1001);
});
