// @ts-check
import { TYPE_PROJECTS } from './type-projects.mjs';

/**
 * @typedef {object} Gate
 * @property {string} id  what `npm run check:<id>` is called
 * @property {string} title
 * @property {string[][]} commands  each a program of node_modules and its arguments; all must exit 0
 */

/**
 * The static gates, slowest first so that two cores finish soonest.
 * @type {Gate[]}
 */
export const GATES = [
  {
    id: 'types',
    title: 'types',
    // The native compiler checks the same as the other one in a fifth of the time.
    commands: TYPE_PROJECTS.map((project) => ['typescript-native/bin/tsc', '-p', project]),
  },
  // With types of the native compiler; .oxlintrc.jsonc says what is checked.
  { id: 'lint', title: 'lint', commands: [['oxlint']] },
  {
    id: 'boundaries',
    title: 'import boundaries',
    commands: [['depcruise', '--config', '.dependency-cruiser.cjs', '.']],
  },
  {
    id: 'format',
    title: 'formatting',
    // As Prettier does, in an eightieth of the time. Its settings say what is left as it is, and why.
    commands: [['oxfmt', '--check', '.']],
  },
  { id: 'dead-code', title: 'dead code', commands: [['knip', '--no-progress']] },
];
