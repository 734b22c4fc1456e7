// GraphQL over HTTP, as the suite of audits of graphql-http sees it: all of them, the optional ones too.

import assert from "node:assert/strict";
import test from "node:test";
import { serverAudits } from "graphql-http";
import { bearer, endpoint, signIn } from "./lib/regie.mjs";

const COUNT = 61;

// Some audits ask with `__type`, which is for those who may see the schema.
const token = await signIn("owner");
const fetchFn = (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...bearer(token) } });
const audits = serverAudits({ url: endpoint, fetchFn });

test(`the suite has ${COUNT} audits`, () => assert.equal(audits.length, COUNT));

for (const { id, name, fn } of audits) {
  test(`${id}: ${name}`, async () => {
    const { status, reason, response } = await fn();
    const answer = response && `${response.status} ${response.headers.get("content-type")}`;
    assert.equal(status, "ok", `${reason} (${answer})`);
  });
}
