// relay-compiler: the schema has nodes, connections, pages and inputs as Relay wants them, for documents as applications have them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import test from "node:test";
import { promisify } from "node:util";
import { schema } from "./lib/regie.mjs";

const compiler = "../node_modules/relay-compiler/cli.js";

await writeFile("schema.graphql", await schema());
// The compiler wants to find these two.
await writeFile("persisted.json", "{}");
await mkdir("relay/__generated__", { recursive: true });

test("everything compiles, without a warning", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [compiler, "relay.config.json"]);
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
