// @ts-check
import { TYPE_PROJECTS } from './type-projects.mjs';

/**
 * @typedef {object} Gate
 * @property {string} id  what `npm run check:<id>` is called
 * @property {string} title
 * @property {string[][]} commands  each a program of node_modules/.bin and its arguments; all must exit 0
 */

/**
 * The static gates, slowest first so that two cores finish soonest.
 * @type {Gate[]}
 */
export const GATES = [
  { id: 'lint', title: 'lint', commands: [['eslint', '--max-warnings', '0', '.']] },
  {
    id: 'types',
    title: 'types',
    commands: TYPE_PROJECTS.map((project) => ['tsc', '-p', project]),
  },
  {
    id: 'boundaries',
    title: 'import boundaries',
    commands: [['depcruise', '--config', '.dependency-cruiser.cjs', '.']],
  },
  {
    id: 'format',
    title: 'formatting',
    commands: [['prettier', '--check', '--log-level', 'warn', '.']],
  },
  { id: 'dead-code', title: 'dead code', commands: [['knip', '--no-progress']] },
];
