// @ts-check

/**
 * Every TypeScript project of the repository. A source file that belongs to none of them fails `type-projects.test.ts`
 * instead of being checked by nobody.
 */
export const TYPE_PROJECTS = [
  'node-libvirt/tsconfig.json',
  'simulator/tsconfig.json',
  'client/tsconfig.json',
  'cli/tsconfig.json',
  'lib/tsconfig.json',
  'host-facts/tsconfig.json',
  'server/tsconfig.json',
  'e2e/tsconfig.json',
  'bench/tsconfig.json',
  'scripts/tsconfig.json',
  'tsconfig.json',
];
