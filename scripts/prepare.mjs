// @ts-check
// Prepares this machine and this clone: `node scripts/prepare.mjs test|start|dev [--check]`. npm runs it before the
// tests (and before the start); it needs nothing but Node.js. Old versions of Node.js must be able to read this
// file in order to say that they are too old, so it uses old syntax and loads the rest afterwards.
import { nodeProblem } from '../lib/host-rules/node-version.mjs';

const tooOld = nodeProblem(process.versions.node);

if (tooOld !== '') {
  console.error(tooOld);
  process.exitCode = 1;
} else {
  import('./prepare/main.mjs')
    .then((program) => program.main(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode;
    })
    .catch((/** @type {unknown} */ error) => {
      console.error(error);
      process.exitCode = 1;
    });
}
