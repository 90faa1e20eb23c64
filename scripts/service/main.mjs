// @ts-check
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { SYSTEMD_FOLDER } from '../../lib/host-rules/daemons.mjs';
import { complaint } from '../command.mjs';
import { installation, removal, unitFile, upgrade } from './steps.mjs';
import { DEFAULTS, STATE, unit } from './unit.mjs';

/** @typedef {import('./steps.mjs').ServiceStep} ServiceStep */
/** @typedef {import('./unit.mjs').ServiceSettings} ServiceSettings */

const USAGE = `usage: npm run service -- install|upgrade|remove|print [--yes]
         [--name ven] [--user ven] [--data /var/lib/ven] [--environment /etc/ven.env]`;

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);
/** @param {string} line */
const warn = (line) => void process.stderr.write(`${line}\n`);

/** Of users, units and folders; what they allow goes into a unit as it is. */
const NAME = /^[a-z_][a-z0-9_-]{0,31}$/;
const PLACE = /^\/[A-Za-z0-9._/-]+$/;

/**
 * @param {Readonly<Record<string, string | boolean | undefined>>} values
 * @returns {ServiceSettings}
 */
function settingsOf(values) {
  const settings = { ...DEFAULTS };
  for (const name of /** @type {const} */ (['name', 'user', 'data', 'environment'])) {
    const value = values[name];
    if (typeof value !== 'string') continue;
    const isAllowed = (name === 'name' || name === 'user' ? NAME : PLACE).test(value);
    if (!isAllowed) throw new Error(`--${name}: "${value}" cannot be used`);
    settings[name] = value;
  }
  if (!settings.data.startsWith(STATE)) throw new Error(`--data: use a folder below ${STATE}`);
  return settings;
}

async function isConfirmed() {
  if (!process.stdin.isTTY) {
    warn('Nothing was done. Add --yes to do it without a question.');
    return false;
  }
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question('Do this? [y/N] ');
  question.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Stops at the first step that fails.
 * @param {ServiceStep[]} steps
 */
async function perform(steps) {
  for (const { text, act, advice } of steps) {
    say(`→ ${text}`);
    const outcome = await act((line) => say(`  ${line}`));
    if (outcome.code !== 0) {
      warn(`${text}: ${complaint(outcome)}`);
      if (advice !== undefined) warn(await advice());
      return 1;
    }
  }
  return 0;
}

/**
 * @param {ServiceSettings} settings
 * @param {string} what
 * @returns {Promise<ServiceStep[] | null>}
 */
async function stepsOf(settings, what) {
  if (what === 'install') return installation(settings);
  if (what === 'upgrade') return existsSync(unitFile(settings)) ? upgrade(settings, new Date()) : [];
  return what === 'remove' ? removal(settings) : null;
}

/**
 * @param {ServiceSettings} settings
 * @param {string} what
 */
function afterwards({ name, data, user, environment }, what) {
  if (what === 'remove') return `Kept: ${data} and the user ${user}.`;
  return `Log: journalctl -u ${name}. Settings: ${environment}, then systemctl restart ${name}.`;
}

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function main(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const options = {
    name: text,
    user: text,
    data: text,
    environment: text,
    yes: { type: /** @type {const} */ ('boolean') },
  };
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [what = '', ...rest] = positionals;
    const settings = settingsOf(values);
    if (what === 'print' && rest.length === 0) {
      process.stdout.write(unit(settings));
      return 0;
    }
    const steps = rest.length === 0 ? await stepsOf(settings, what) : null;
    if (steps === null) throw new Error(USAGE);
    return await carryOut(settings, what, steps, values.yes === true);
  } catch (error) {
    warn(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

/**
 * Shows what is to be done, and does it when that is confirmed.
 * @param {ServiceSettings} settings
 * @param {string} what
 * @param {ServiceStep[]} steps
 * @param {boolean} yes
 */
async function carryOut(settings, what, steps, yes) {
  if (steps.length === 0) {
    say(`There is no ${unitFile(settings)}.`);
    return what === 'remove' ? 0 : 1;
  }
  if (what === 'install') say(`${unitFile(settings)}:\n\n${unit(settings)}`);
  for (const step of steps) say(`  ${step.text}`);
  if (!existsSync(SYSTEMD_FOLDER)) {
    warn(
      'systemd does not run here, so there is nothing that could start the service. `print` prints the unit.',
    );
    return 1;
  }
  if (process.getuid?.() !== 0) {
    warn(`This needs root: sudo npm run service -- ${what}`);
    return 1;
  }
  if (!yes && !(await isConfirmed())) return 1;
  const code = await perform(steps);
  if (code === 0) say(afterwards(settings, what));
  return code;
}
