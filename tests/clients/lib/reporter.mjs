// Says what failed in plain sentences, and in the last line how many tests passed.

import { inspect } from "node:util";

export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    // A group is told by its tests, unless it broke outside of them.
    const group = data?.details?.type === "suite";
    if (type === "test:pass" && !group) passed += 1;
    if (type === "test:fail" && !(group && data.details.error?.failureType === "subtestsFailed")) {
      failed += 1;
      const error = data.details.error?.cause ?? data.details.error;
      yield `FAILED: ${data.name}\n${indent(told(error))}\n`;
    }
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
  }
  yield `${passed} passed, ${failed} failed\n`;
}

/** The message, and where in the scripts it comes from. */
function told(error) {
  // Clients also throw results, lists of errors and the events of sockets.
  if (!(error instanceof Error)) return error?.message ?? inspect(error, { depth: 3, breakLength: 120 });
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at .*\/scripts\/[^/]+\.m?[jt]s:/.test(line));
  return [error.message, ...frames.map((line) => line.trim())].join("\n");
}

function indent(text) {
  return text.replace(/^/gm, "    ");
}
