// What scanners such as graphql-cop look for, asked by somebody who has not signed in: none of it may be found.

import assert from "node:assert/strict";
import test from "node:test";
import { getIntrospectionQuery } from "graphql";
import { ask, endpoint, origin } from "./lib/regie.mjs";

const times = (count, text) => Array.from({ length: count }, (_, index) => text(index)).join(" ");

/** A server that refuses has errors with codes of ours, no data, and tells nothing that is not for the caller. */
function refused({ status, data, errors }) {
  assert.ok(status < 500, `the status is ${status}`);
  assert.ok(data === undefined || data === null, `there is data: ${JSON.stringify(data ?? null).slice(0, 100)}`);
  assert.ok(errors?.length > 0, "there is no error");
  for (const { message, extensions } of errors) {
    assert.match(extensions?.code ?? "", /^[A-Z][A-Z_]*$/, `an error without a code: ${message}`);
    assert.doesNotMatch(message, /did you mean|panicked|\.rs\b|sqlx|SELECT |stack/i);
  }
}

test("one field under 101 aliases", async () => {
  refused(await ask(`query { ${times(101, (index) => `alias${index}: __typename`)} }`));
});

test("ten operations in one request", async () => {
  const body = JSON.stringify(Array(10).fill({ query: "query { __typename }" }));
  const headers = { "content-type": "application/json" };
  const response = await fetch(endpoint, { method: "POST", headers, body });
  refused({ status: response.status, ...(await response.json()) });
});

test("ten directives on one field that nobody knows", async () => {
  const answer = await ask(`query { __typename ${times(10, () => "@aa")} }`);
  refused(answer);
  assert.ok(answer.errors.length < 10, `each directive has its own error: ${answer.errors.length}`);
});

test("thousands of directives that are known", async () => {
  refused(await ask(`query { __typename ${times(2_000, () => "@skip(if: false)")} }`));
});

test("one field 500 times", async () => {
  refused(await ask(`query { ${times(500, () => "__typename")} }`));
});

test("types of fields of types, in a circle", async () => {
  const circle = (depth) => (depth === 0 ? "name" : `fields { type { ${circle(depth - 1)} } }`);
  refused(await ask(`query { __schema { types { ${circle(4)} } } }`));
});

test("a fragment that contains itself", async () => {
  refused(await ask("query { ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }"));
});

test("fragments that double with each step", async () => {
  const chain = times(30, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`);
  const started = performance.now();
  refused(await ask(`query { ...F0 } ${chain} fragment F30 on Query { __typename }`));
  assert.ok(performance.now() - started < 2_000, "it took longer than two seconds");
});

test("the schema", async () => {
  refused(await ask(getIntrospectionQuery()));
  const response = await fetch(`${origin}/schema.graphql`);
  assert.ok([401, 403, 404].includes(response.status), `/schema.graphql answers ${response.status}`);
});

test("a console for everybody", async () => {
  for (const path of ["/", "/graphiql", "/playground", "/console", "/altair", "/voyager", "/graphql"]) {
    const response = await fetch(origin + path, { headers: { accept: "text/html" } });
    assert.doesNotMatch(await response.text(), /graphiql|playground|<html/i, `${path} has one`);
  }
});

test("names that it suggests", async () => {
  for (const query of ["{ __schema { directive } }", "{ product { id } }", "{ viewers { kind } }", "{ viewer { kinds } }"]) {
    refused(await ask(query));
  }
});

test("a query in an address", async () => {
  const response = await fetch(`${endpoint}?query=${encodeURIComponent("query { __typename }")}`);
  refused({ status: response.status, ...(await response.json()) });
});

test("a mutation in an address", async () => {
  const response = await fetch(`${endpoint}?query=${encodeURIComponent("mutation { __typename }")}`);
  assert.equal(response.status, 405);
  refused({ status: response.status, ...(await response.json()) });
});

test("documents in bodies that any page of the web can send", async () => {
  for (const kind of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) {
    const body = new URLSearchParams({ query: "query { __typename }" }).toString();
    const response = await fetch(endpoint, { method: "POST", headers: { "content-type": kind }, body });
    assert.equal(response.status, 415, kind);
    refused({ status: response.status, ...(await response.json()) });
  }
  const empty = await fetch(`${endpoint}?query=${encodeURIComponent("{ __typename }")}`, { method: "POST" });
  assert.equal(empty.status, 415);
});

test("how long each field took, and other traces", async () => {
  const { extensions, headers } = await ask("query { __typename }", { headers: { "x-apollo-tracing": "1" } });
  for (const word of ["tracing", "exception", "debug", "stacktrace"]) assert.ok(!(word in (extensions ?? {})), word);
  assert.equal(headers.get("server"), null);
  assert.equal(headers.get("x-powered-by"), null);
});

test("an error that nobody has thought of", async () => {
  for (const query of ["qwerty cop { abc }", "", "{", "query { __typename", "\u0000", "🏃", "subscription { x }"]) {
    refused(await ask(query));
  }
});

test("pages of any other origin", async () => {
  const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
  const preflight = await fetch(endpoint, { method: "OPTIONS", headers });
  assert.equal(preflight.headers.get("access-control-allow-origin"), null);
  const { headers: answered } = await ask("{ __typename }", { headers: { origin: "https://evil.example" } });
  assert.equal(answered.get("access-control-allow-origin"), null);
});
