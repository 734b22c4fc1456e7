// relay-compiler: the schema has nodes, connections, pages and inputs as Relay wants them, for documents as applications have them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import test from "node:test";
import { promisify } from "node:util";
import { bearer, endpoint, schema, signIn } from "./lib/regie.mjs";

const run = promisify(execFile);
const compiler = "../node_modules/relay-compiler/cli.js";

await writeFile("schema.graphql", await schema());
// The compiler wants to find these two.
await writeFile("persisted.json", "{}");
await mkdir("relay/__generated__", { recursive: true });

test("everything compiles, without a warning", async () => {
  const { stdout, stderr } = await run(process.execPath, [compiler, "relay.config.json"]);
  assert.doesNotMatch(stdout + stderr, /\[ERROR\]|\[WARN\]/i, stdout + stderr);
});

test("each query, mutation and subscription has a text to register, under its hash", async () => {
  const persisted = JSON.parse(await readFile("persisted.json", "utf8"));
  const texts = Object.values(persisted);
  const names = texts.map((text) => text.match(/^(?:query|mutation|subscription) (\w+)/m)?.[1]).sort();
  assert.deepEqual(names, [
    "ordersCardRefetchQuery",
    "ordersChangedSubscription",
    "ordersListPaginationQuery",
    "ordersPageQuery",
    "productsCollectionDeleteMutation",
    "productsCreateMutation",
    "productsListPaginationQuery",
    "productsPageQuery",
  ]);
  for (const [id, text] of Object.entries(persisted)) {
    assert.equal(id, createHash("sha256").update(text).digest("hex"));
  }
});

test("each fragment has a type", async () => {
  const files = await readdir("relay/__generated__");
  for (const name of ["ordersList_query", "ordersCard_order", "productsCard_product", "ordersChangedSubscription"]) {
    assert.ok(files.includes(`${name}.graphql.ts`), `${name} has none`);
  }
});

test("what was compiled is registered, and executed by its id alone", async () => {
  const client = "relay";
  await run(process.env.REGIE_PROGRAM, ["documents", "register", "--client", client, "persisted.json"]);
  const persisted = Object.entries(JSON.parse(await readFile("persisted.json", "utf8")));
  const [documentId] = persisted.find(([, text]) => text.startsWith("query ordersPageQuery"));
  const variables = { first: 2 };
  const headers = { ...bearer(await signIn("order-agent")), "graphql-client-name": client };
  const posted = await fetch(endpoint, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ documentId, variables }),
  });
  const { data, errors } = await posted.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(data.orders.edges.length, 2);
  // A document that is trusted may be asked for by address.
  const query = new URLSearchParams({ documentId, variables: JSON.stringify(variables) });
  const got = await fetch(`${endpoint}?${query}`, { headers });
  assert.deepEqual((await got.json()).data, data);
});
