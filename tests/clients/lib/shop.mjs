// One order of the shop, and how it changes.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { data, newKey, within } from "./regie.mjs";

/** Begins an order and gives its id. */
export async function makeOrder(token) {
  const { channels } = await data("{ channels(first: 1) { nodes { id } } }", { token });
  const document = `mutation($channelId: ID!) {
    orderDraftCreate(input: { channelId: $channelId }) { order { id } userErrors { code field } } }`;
  const variables = { channelId: channels.nodes[0].id };
  const { orderDraftCreate } = await data(document, { token, variables, headers: { "idempotency-key": newKey() } });
  assert.deepEqual(orderDraftCreate.userErrors, []);
  return orderDraftCreate.order.id;
}

export const EMAIL = `mutation SetEmail($id: ID!, $email: String!) {
  orderUpdate(input: { id: $id, email: $email }) { order { id email version } userErrors { code field } } }`;

/** Changes the e-mail address of an order. */
export async function setEmail(token, id, email) {
  const options = { token, variables: { id, email }, headers: { "idempotency-key": newKey() } };
  const { orderUpdate } = await data(EMAIL, options);
  assert.deepEqual(orderUpdate.userErrors, []);
}

/** What to subscribe to for hearing of the changes of an order. */
export const CHANGES = `subscription OrderChanges($id: ID!, $after: String) {
  orderChanged(id: $id, after: $after) { cursor kind order { id email } } }`;

/** What an answer to it tells. */
export const told = (answer) => {
  assert.equal(answer.errors, undefined, `the subscription fails: ${JSON.stringify(answer.errors)}`);
  return answer.data.orderChanged;
};

/**
 * Changes the order until a new subscription tells of it: nothing says when one has begun. `next` gives the next answer.
 */
export async function begun(token, id, next) {
  let answer = next();
  for (let round = 0; round < 10; round += 1) {
    const email = `begun-${round}@example.com`;
    await setEmail(token, id, email);
    for (;;) {
      const come = await Promise.race([answer, pause(2_000)]);
      if (come === undefined) break;
      if (told(come).order.email === email) return told(come);
      answer = next();
    }
  }
  throw new Error("the subscription tells nothing");
}

/** Changes the order, and gives what the subscription tells of that. What it has to tell of the time before, it tells first. */
export async function heard(token, id, email, next) {
  await setEmail(token, id, email);
  for (;;) {
    const change = told(await within(10, `the change to ${email}`, next()));
    if (change.order.email === email) return change;
  }
}
