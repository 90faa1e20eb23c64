// @ts-check
// A plugin of oxlint with the rules that only tests have.

/** @typedef {{ report: (problem: { node: object, message: string }) => void }} Context */

/**
 * @param {string} message
 * @param {string[]} selectors  of syntax that is reported: https://eslint.org/docs/latest/extend/selectors
 */
const forbidden = (message, ...selectors) => ({
  /** @param {Context} context */
  create(context) {
    const report = (/** @type {object} */ node) => context.report({ node, message });
    return Object.fromEntries(selectors.map((selector) => [selector, report]));
  },
});

const TIMERS = String.raw`/^(node:)?timers\/promises$/`;
const SLEEPS = '/^(setTimeout|setInterval|scheduler)$/';
const PROMISED = 'NewExpression[callee.name="Promise"] > :function';

export default {
  meta: { name: 'tests' },
  rules: {
    'no-impatient-wait': forbidden(
      'It gives up after a second: write expect.poll(), which is patient, or say how long.',
      'CallExpression[callee.object.name="vi"][callee.property.name="waitFor"][arguments.length=1]',
    ),
    'no-mock': forbidden(
      'Use the real part: libvirt, database and sockets are all available to tests.',
      'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock|importMock)$/]',
    ),
    'no-only': forbidden(
      'A committed .only hides every other test.',
      'MemberExpression[property.name="only"]',
    ),
    'no-sleep': forbidden(
      'Wait for a condition, never for time (a helper that waits lives in testing/ or test/support/).',
      `${PROMISED} > CallExpression[callee.name="setTimeout"]`,
      `${PROMISED} > BlockStatement > ExpressionStatement > CallExpression[callee.name="setTimeout"]`,
      `ImportDeclaration[source.value=${TIMERS}] > ImportSpecifier[imported.name=${SLEEPS}]`,
      `ExportNamedDeclaration[source.value=${TIMERS}] > ExportSpecifier[local.name=${SLEEPS}]`,
    ),
    'no-wait-for-timeout': forbidden(
      'Wait for a condition, never for time.',
      'CallExpression[callee.property.name="waitForTimeout"]',
    ),
  },
};
