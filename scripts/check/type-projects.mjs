// @ts-check

/**
 * What the gate checks. A source file that belongs to none of them fails `type-projects.test.ts` instead of being
 * checked by nobody. Most folders have a `tsconfig.json` for editors; what they share would be checked once for each of
 * them, so all that runs in Node.js is one project here.
 */
export const TYPE_PROJECTS = [
  'scripts/check/tsconfig.node.json',
  'lib/tsconfig.json',
  'e2e/tsconfig.json',
  'bench/tsconfig.json',
  'tsconfig.json',
];
