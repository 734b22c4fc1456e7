// GraphQL Code Generator and the TypeScript compiler: what the schema promises is a type, and what is not there does not compile.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import test from "node:test";
import { promisify } from "node:util";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescript from "@graphql-codegen/typescript";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse } from "graphql";
import { person, schema } from "./lib/regie.mjs";

const run = promisify(execFile);
const compiler = "../node_modules/typescript/bin/tsc";

/** What the compiler finds wrong with a file, one line each. */
async function compile(file, ...more) {
  const strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--noPropertyAccessFromIndexSignature"];
  const modern = ["--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom"];
  const files = ["--skipLibCheck", ...more, file];
  const { stdout } = await run(process.execPath, [compiler, ...strict, ...modern, ...files]).catch((error) => error);
  return stdout.split("\n").filter((line) => line !== "");
}

test("types are generated for the operations", async () => {
  const sdl = await schema();
  const generated = await codegen({
    filename: "generated.ts",
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: [{ location: "operations.graphql", document: parse(await readFile("codegen/operations.graphql", "utf8")) }],
    config: { useTypeImports: true, strictScalars: true, scalars: { CurrencyCode: "string", DateTime: "string", Decimal: "string", JSON: "unknown" } },
    plugins: [{ typescript: {} }, { typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescript, typescriptOperations, typedDocumentNode },
  });
  await writeFile("codegen/generated.ts", generated);
});

test("a program that uses them compiles", async () => {
  assert.deepEqual(await compile("codegen/program.ts", "--outDir", "codegen"), []);
});

test("it runs against the server", async () => {
  const { email, password } = person("order-agent");
  await run(process.execPath, ["codegen/program.js"], { env: { ...process.env, EMAIL: email, PASSWORD: password } });
});

test("a program that asks for what is not there does not compile", async () => {
  const wrong = {
    "a field that nobody asked for": "const { orders } = await ask(OrdersDocument, { first: 1 }); orders?.nodes[0]?.email;",
    "a variable that is missing": "await ask(OrdersDocument, {});",
    "a status that there is not": 'await ask(OrdersDocument, { first: 1, where: { status: ["GONE"] } });',
    "a null where none is allowed": "await ask(AnythingDocument, { id: null });",
    "a null that is not looked at": "const { orders } = await ask(OrdersDocument, { first: 1 }); orders.nodes;",
  };
  const program = await readFile("codegen/program.ts", "utf8");
  for (const [name, line] of Object.entries(wrong)) {
    await writeFile("codegen/wrong.ts", `${program}\n{ ${line} }\n`);
    const errors = (await compile("codegen/wrong.ts", "--noEmit")).filter((line) => /error TS/.test(line));
    assert.equal(errors.length, 1, `${name}: ${errors.join("\n")}`);
  }
});
