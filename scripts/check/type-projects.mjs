// @ts-check

/**
 * Every TypeScript project of the repository. The native compiler checks each, and typed linting reads the same list, so a
 * source file that no project covers fails the lint gate instead of being checked by nobody.
 */
export const TYPE_PROJECTS = [
  'node-libvirt/tsconfig.json',
  'simulator/tsconfig.json',
  'client/tsconfig.json',
  'cli/tsconfig.json',
  'lib/tsconfig.json',
  'server/tsconfig.json',
  'e2e/tsconfig.json',
  'bench/console/tsconfig.json',
  'scripts/tsconfig.json',
  'tsconfig.json',
  'components/tsconfig.test.json',
];
