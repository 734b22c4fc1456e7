// A small program over the generated types. It is compiled as strictly as the compiler can, and run.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { print } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { AddNoteDocument, AnythingDocument, OrdersDocument, OrderStatus, SignInDocument } from "./generated.js";
import type { ChangedSubscription, OrderRowFragment } from "./generated.js";

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

let token: string | undefined;

async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(`${process.env["REGIE_URL"] ?? ""}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (data === undefined || data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** What the types say has to fit a function that only knows the fragment. */
function told({ number, status, total }: OrderRowFragment): string {
  return `${number ?? "a draft"} is ${status} and costs ${total.amount} ${total.currency}`;
}
export const heard = (change: ChangedSubscription): string | undefined =>
  change.orderChanged ? told(change.orderChanged.order) : undefined;

const person = { email: process.env["EMAIL"] ?? "", password: process.env["PASSWORD"] ?? "" };
const { sessionCreate } = await ask(SignInDocument, { input: person });
token = sessionCreate?.token ?? undefined;

const { orders } = await ask(OrdersDocument, { first: 5, where: { status: [OrderStatus.Confirmed] } });
assert.equal(orders?.nodes.length, 5);
assert.equal(orders.pageInfo.hasNextPage, true);
for (const order of orders.nodes) assert.match(told(order), /^\S+ is CONFIRMED and costs \d+(\.\d+)? [A-Z]{3}$/);

const [first] = orders.nodes;
assert.ok(first);
const { node } = await ask(AnythingDocument, { id: first.id });
assert.ok(node?.__typename === "Order");
assert.equal(node.status, OrderStatus.Confirmed);

const input = { id: first.id, note: "written by a typed program" };
const { orderNoteAdd } = await ask(AddNoteDocument, { input, key: randomUUID() });
assert.deepEqual(orderNoteAdd?.userErrors, []);
assert.equal(orderNoteAdd.order?.timeline[0]?.message, input.note);
