// What every script needs: where the server is, who works in the demo shop, and the plainest way to ask.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

export const origin = required("REGIE_URL");
export const endpoint = `${origin}/graphql`;
export const socket = endpoint.replace(/^http/, "ws");

/** A new idempotency key. */
export const newKey = () => randomUUID();

/** Sends one document by POST and gives status, headers and the answer. */
export async function ask(query, { variables, token, headers } = {}) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer(token), ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, headers: response.headers, ...(await response.json()) };
}

/** The same, and gives the data of an answer without errors. */
export async function data(query, options) {
  const { data, errors } = await ask(query, options);
  assert.equal(errors, undefined, `the server refused ${query}: ${JSON.stringify(errors)}`);
  return data;
}

/** The header of somebody who signed in; nothing for a visitor. */
export const bearer = (token) => (token ? { authorization: `Bearer ${token}` } : {});

/** E-mail and password of somebody with the role. */
export function person(role) {
  const person = JSON.parse(required("REGIE_PEOPLE")).find((person) => person.role === role);
  assert.ok(person, `nobody is ${role}`);
  const { email, password } = person;
  return { email, password };
}

/** Signs somebody with the role in and gives the token. */
export async function signIn(role) {
  const document = `mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { token } }`;
  const answer = await data(document, { variables: { input: person(role) } });
  assert.ok(answer?.sessionCreate?.token, `${role} cannot sign in`);
  return answer.sessionCreate.token;
}

/** The schema, as the server gives it to those who may see it. */
export async function schema() {
  const response = await fetch(`${origin}/schema.graphql`, { headers: bearer(await signIn("owner")) });
  assert.equal(response.status, 200, "/schema.graphql is not served");
  return response.text();
}

/** Waits for a promise, but not for ever. */
export async function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing came within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function required(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run \`cargo xtask clients\``);
  return value;
}
