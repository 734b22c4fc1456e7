// One order of the shop, and how it changes.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { data, newKey } from "./regie.mjs";

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

/**
 * The first change that a new subscription tells. Nothing says when a subscription has begun, so the order is changed until
 * it tells; from then on it tells every change.
 */
export async function begun(token, id, first) {
  for (let round = 0; round < 10; round += 1) {
    await setEmail(token, id, `begun-${round}@example.com`);
    const told = await Promise.race([first, pause(1_000)]);
    if (told !== undefined) return told;
  }
  throw new Error("the subscription tells nothing");
}
