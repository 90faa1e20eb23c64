import { builtinModules } from 'node:module';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { TYPE_PROJECTS } from './scripts/check/type-projects.mjs';

const TESTS = ['**/*.test.{ts,tsx,mjs}', '**/test/**', '**/testing/**', 'e2e/**'];
// The only places in tests that may let time pass: they wait for a condition and own the polling interval.
const WAITING = ['**/testing/**', '**/test/support/**', 'e2e/server/**'];
const SCRIPTS = ['**/scripts/**', '**/bench/**', '*.config.{ts,js,mjs}', '.dependency-cruiser.cjs'];
const BROWSER = ['app/**', 'components/**'];
const UNIVERSAL = ['client/src/**/!(*.test).ts'];

const unprefixedBuiltins = builtinModules
  .filter((name) => !name.startsWith('_') && !name.startsWith('node:'))
  .map((name) => ({ name, message: `Write node:${name}.` }));

const importPatterns = [
  {
    regex: String.raw`^\.{1,2}/.*\.jsx?$`,
    message: 'Import the file that exists: its name ends in .ts, .tsx or .mjs.',
  },
];

const sleepImports = ['timers/promises', 'node:timers/promises'].map((name) => ({
  name,
  importNames: ['setTimeout', 'setInterval', 'scheduler'],
  message: 'Wait for a condition, never for time (a waiting helper lives in testing/ or test/support/).',
}));

const testSyntax = [
  {
    selector: 'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock|importMock)$/]',
    message: 'Use the real part: libvirt, database and sockets are all available to tests.',
  },
  {
    selector: 'MemberExpression[property.name="only"]',
    message: 'A committed .only hides every other test.',
  },
  {
    selector: 'CallExpression[callee.object.name="vi"][callee.property.name="waitFor"][arguments.length=1]',
    message: 'It gives up after a second: write expect.poll(), which is patient, or say how long.',
  },
  {
    selector: 'CallExpression[callee.property.name="waitForTimeout"]',
    message: 'Wait for a condition, never for time.',
  },
];

const promisedTimeout = 'NewExpression[callee.name="Promise"] > :function';
const sleepSyntax = [
  `${promisedTimeout} > CallExpression[callee.name="setTimeout"]`,
  `${promisedTimeout} > BlockStatement > ExpressionStatement > CallExpression[callee.name="setTimeout"]`,
].map((selector) => ({ selector, message: 'Wait for a condition, never for time.' }));

const doors = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'components/data is the only door of the browser code to the server.',
}));

// The framework's types bring Node's with them, so the compiler cannot tell.
const nodeOnly = ['process', 'Buffer', 'global', 'require', '__dirname'].map((name) => ({
  name,
  message: 'Code of the browser has no Node.',
}));

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    '.next/',
    '.build/',
    'coverage/',
    'data/',
    '.cache/',
    '**/test/data/',
    'server/db/generated/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,js,mjs,cjs}'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: { project: TYPE_PROJECTS, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      'no-restricted-imports': ['error', { paths: unprefixedBuiltins, patterns: importPatterns }],
      // The compiler knows which names exist, in JavaScript files too.
      'no-undef': 'off',
      'no-template-curly-in-string': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',

      // Outside data is parsed, not asserted; `as const` stays possible.
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // An interface and a type alias say different things; the author chooses.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
    },
  },
  {
    files: BROWSER,
    ignores: ['components/data/**'],
    rules: { 'no-restricted-globals': ['error', ...doors, ...nodeOnly] },
  },
  {
    files: UNIVERSAL,
    rules: { 'no-restricted-globals': ['error', 'WebSocket', 'window', 'document', ...nodeOnly] },
  },
  {
    files: BROWSER,
    ...reactHooks.configs.flat.recommended,
  },
  {
    files: SCRIPTS,
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-imports': [
        'error',
        {
          paths: [...unprefixedBuiltins.filter((path) => path.name !== 'timers/promises'), ...sleepImports],
          patterns: importPatterns,
        },
      ],
      'no-restricted-syntax': ['error', ...testSyntax, ...sleepSyntax],
    },
  },
  {
    files: WAITING,
    rules: {
      'no-restricted-imports': ['error', { paths: unprefixedBuiltins, patterns: importPatterns }],
      'no-restricted-syntax': ['error', ...testSyntax],
    },
  },
  {
    // Tools and the web framework look for default exports here.
    files: ['*.config.{ts,js,mjs}', 'app/**', 'scripts/prepare/english-only.mjs'],
    rules: { 'no-restricted-exports': 'off' },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
);
