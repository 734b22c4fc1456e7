// GraphQL over server-sent events: the graphql-sse client with one connection for each operation, and the bytes themselves.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { createClient } from "graphql-sse";
import { bearer, endpoint, signIn, within } from "./lib/regie.mjs";
import { begun, CHANGES, heard, makeOrder, setEmail, told } from "./lib/shop.mjs";

/** The longest silence, in seconds. */
const HEARTBEAT = 15;

const token = await signIn("owner");
const order = await makeOrder(token);

const client = createClient({ url: endpoint, headers: bearer(token), retryAttempts: 0 });
after(() => client.dispose());

/** The response to an operation, and its events as they come. */
async function listen(query, variables, as = token) {
  const aborted = new AbortController();
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { accept: "text/event-stream", "content-type": "application/json", ...bearer(as) },
    body: JSON.stringify({ query, variables }),
    signal: aborted.signal,
  });
  return { response, blocks: blocks(response.body), stop: () => aborted.abort() };
}

/** The parts between blank lines. */
async function* blocks(body) {
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 2);
    }
  }
  if (text !== "") yield text;
}

async function all(blocks) {
  const found = [];
  for await (const block of blocks) found.push(block);
  return found;
}

/** What an event says. */
function event(block) {
  const { event, data } = Object.fromEntries(block.split("\n").map((line) => line.match(/^(\w*): ?(.*)$/).slice(1)));
  return { event, data: data === "" ? "" : JSON.parse(data) };
}

// It takes its time, so it begins now.
const silence = (async () => {
  const { blocks, stop } = await listen(CHANGES, { id: await makeOrder(token) });
  const started = performance.now();
  for await (const block of blocks) {
    if (!block.startsWith(":")) continue;
    stop();
    return (performance.now() - started) / 1_000;
  }
})();
silence.catch(() => {});

test("graphql-sse: a query is answered and completed", async () => {
  const results = [];
  for await (const { data, errors } of client.iterate({ query: "{ viewer { kind } }" })) results.push({ data, errors });
  assert.deepEqual(results, [{ data: { viewer: { kind: "STAFF" } }, errors: undefined }]);
});

test("graphql-sse: a subscription tells each change, and one that goes on behind a cursor tells what was missed", async () => {
  const changes = client.iterate({ query: CHANGES, variables: { id: order } });
  const next = async () => (await changes.next()).value;
  await begun(token, order, next);
  await heard(token, order, "one@example.com", next);
  const { cursor } = await heard(token, order, "two@example.com", next);
  await changes.return();

  for (const email of ["missed-1@example.com", "missed-2@example.com"]) await setEmail(token, order, email);
  const resumed = client.iterate({ query: CHANGES, variables: { id: order, after: cursor } });
  const more = async () => told(await within(10, "a missed change", resumed.next().then(({ value }) => value)));
  const missed = [await more(), await more()];
  // The order is told as it is now.
  assert.deepEqual(missed.map(({ order }) => order.email), Array(2).fill("missed-2@example.com"));
  assert.equal(new Set([cursor, ...missed.map(({ cursor }) => cursor)]).size, 3);
  const last = resumed.next();
  await setEmail(token, order, "after-all@example.com");
  assert.equal(told((await within(10, "a change", last)).value).order.email, "after-all@example.com");
  await resumed.return();
});

test("graphql-sse: a request error reaches the client as a result", async () => {
  const results = [];
  for await (const result of client.iterate({ query: "{ nobodyKnowsThis }" })) results.push(result);
  assert.equal(results.length, 1);
  assert.equal(results[0].errors[0].extensions.code, "GRAPHQL_VALIDATION_FAILED");
  assert.ok(!("data" in results[0]));
});

test("the stream is one that no proxy keeps", async () => {
  const { response, blocks } = await listen("{ viewer { kind } }");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type"), /^text\/event-stream/);
  assert.match(response.headers.get("cache-control"), /no-cache|no-store/);
  assert.equal(response.headers.get("x-accel-buffering"), "no");
  await all(blocks);
});

test("a query is one `next`, then `complete` with an empty line of data", async () => {
  const { blocks } = await listen("{ viewer { kind } }");
  const [next, complete, ...more] = (await all(blocks)).filter((block) => !block.startsWith(":"));
  const told = event(next);
  assert.deepEqual([told.event, told.data.data], ["next", { viewer: { kind: "STAFF" } }]);
  assert.match(complete, /^event: complete\ndata:\s*$/);
  assert.deepEqual(more, []);
});

test("what is wrong with a document, its variables, or what the caller may see is a `next`, with status 200", async () => {
  const visitor = null;
  const cases = [
    ["{"],
    ["{ nobodyKnowsThis }"],
    [CHANGES, {}],
    [CHANGES, { id: order, after: "no cursor" }],
    [CHANGES, { id: order }, visitor],
  ];
  for (const [query, variables, as] of cases) {
    const { response, blocks } = await listen(query, variables, as);
    assert.equal(response.status, 200, query);
    const [next, complete, ...more] = (await all(blocks)).filter((block) => !block.startsWith(":"));
    const told = event(next);
    assert.equal(told.event, "next", query);
    assert.ok(told.data.errors[0].extensions.code, query);
    assert.match(complete, /^event: complete/, query);
    assert.deepEqual(more, []);
  }
});

test(`a silent stream has a comment within ${HEARTBEAT} seconds`, async () => {
  const seconds = await within(HEARTBEAT + 5, "a comment", silence);
  assert.ok(seconds <= HEARTBEAT + 1, `it came after ${seconds.toFixed(1)} s`);
});

// The last one: nothing is left behind it.
test("a server that stops breaks its streams off: who believed them complete would not come again", async () => {
  const { blocks } = await listen(CHANGES, { id: order });
  const next = async () => {
    for (;;) {
      const { value } = await blocks.next();
      if (!value.startsWith(":")) return event(value).data;
    }
  };
  await begun(token, order, next);
  process.kill(Number(process.env.REGIE_PID), "SIGTERM");
  const rest = (await within(30, "the end", all(blocks))).filter((block) => !block.startsWith(":"));
  assert.deepEqual(rest, []);
});
