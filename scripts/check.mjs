// @ts-check
// The static gates: `npm run check` runs all of them, `node scripts/check.mjs lint types` the named ones.
import { GATES } from './check/gates.mjs';
import { runGates } from './check/run-gates.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !GATES.some((gate) => gate.id === id));

if (unknown.length > 0) {
  console.error(
    `No such gate: ${unknown.join(', ')}. There are: ${GATES.map((gate) => gate.id).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  const gates = wanted.length === 0 ? GATES : GATES.filter((gate) => wanted.includes(gate.id));
  const results = await runGates(gates, (text) => process.stdout.write(text));
  process.exitCode = results.every((result) => result.passed) ? 0 : 1;
}
