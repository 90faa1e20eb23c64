// @ts-check
import { TYPE_PROJECTS } from './type-projects.mjs';

/**
 * @typedef {object} Gate
 * @property {string} id  what `npm run check:<id>` is called
 * @property {string} title
 * @property {string[][]} commands  each a program of node_modules and its arguments; all must exit 0
 */

const LINT = ['eslint', '--max-warnings', '0'];
/** Linted by a process of their own: typed linting is the longest gate, and one process of it uses one core. */
const PAGES = ['app', 'components', 'e2e', 'bench'];

/**
 * The static gates, slowest first so that two cores finish soonest.
 * @type {Gate[]}
 */
export const GATES = [
  {
    id: 'lint',
    title: 'lint',
    commands: [[...LINT, '.', ...PAGES.flatMap((folder) => ['--ignore-pattern', `/${folder}/`])]],
  },
  { id: 'lint-pages', title: 'lint of the pages', commands: [[...LINT, ...PAGES]] },
  {
    id: 'types',
    title: 'types',
    // The native compiler, which checks the same in a fifth of the time; typescript-eslint cannot use it yet.
    commands: TYPE_PROJECTS.map((project) => ['typescript-native/bin/tsc', '-p', project]),
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
