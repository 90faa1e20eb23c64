import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { fits } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { findBrowser } from '../scripts/find-program.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const NAME = `rules-${process.pid}`;
/** Of the recorded boot, in which the firmware does not trust the server's certificate. */
const LINE = 'Error: Could not retrieve NBP file size';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

let serving: Serving;

test.beforeAll(async () => {
  serving = new Serving({ VEN_SIMULATOR: 'off' });
  await serving.start();
  const rest = await Rest.open(serving.url);
  await rest.connected('local');
  const settings = { bootProgramUrl: 'http://boot.test/boot.efi' };
  await rest.call('POST', '/orchestrators', { kind: 'http-boot', name: 'pxe', settings });
  // Defined and left off; its boot is a recording.
  const { nodes, operations } = await rest.create({
    ...{ name: NAME, template: 'http-boot', orchestrator: 'pxe', start: false },
  });
  await Promise.all(operations.map(({ id }) => rest.finished(id)));
  const program = ['--conditions=workspace', 'server/testing/fixture-boot.ts'];
  const args = [...program, serving.dataDir, nodes[0]?.id ?? '', 'wrong-ca'];
  await promisify(execFile)(path.join(ROOT, 'node_modules/.bin/tsx'), args, { cwd: ROOT });
});

test.afterAll(() => serving.dispose());

const box = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const trial = (page: Page) => page.getByRole('region', { name: 'Live test' });

test('a rule of one’s own is tried while it is typed, saved, switched, edited and removed', async ({
  page,
}) => {
  await signIn(page, serving.url);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Rules' }).click();
  await expect(page.getByRole('region', { name: 'Own rules' })).toContainText('None yet');
  await fits(page);
  await page.getByRole('button', { name: 'Add rule' }).click();

  await test.step('hits as it is typed; what is wrong is said at its field', async () => {
    await box(page, 'Text').fill(LINE);
    await expect(trial(page).getByRole('status')).toHaveText(/^1 hit in \d+ lines$/);
    await expect(trial(page).locator('mark')).toHaveText(LINE);
    await box(page, 'Shape').fill('NBP (\\w+) size from FTP');
    await expect(trial(page).getByRole('status')).toHaveText(/^0 hits, 1 near miss in/);
    await expect(trial(page)).toContainText('“shape” does not match');
    await box(page, 'Shape').fill('NBP (\\w+');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await expect(box(page, 'Id')).toHaveAccessibleDescription(/enter it|lower-case/);
    await expect(box(page, 'Shape')).toHaveAttribute('aria-invalid', 'true');
    await expect(box(page, 'Cause')).toHaveAttribute('aria-invalid', 'true');
    await fits(page);
  });

  await test.step('saved, it is what the boot means now', async () => {
    await box(page, 'Id').fill('lab-certificate');
    await box(page, 'Shape').fill('NBP (\\w+) size');
    await box(page, 'Cause').fill('The lab has no $1 today.');
    await box(page, 'Next step').fill('Ask the lab.');
    await expect(trial(page)).toContainText('The lab has no file today. (rule lab-certificate)');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await expect(page).toHaveURL(/\/rules\/own\/lab-certificate$/);
    await expect(page.getByRole('region', { name: 'Rule', exact: true })).toContainText('Ask the lab.');
    await expect(trial(page)).toContainText('The lab has no file today.');
  });

  await test.step('switched off, it finds nothing', async () => {
    await page.getByText('on', { exact: true }).click();
    await expect(page.getByRole('checkbox', { name: 'Use lab-certificate' })).not.toBeChecked();
    await expect(trial(page).getByRole('status')).toHaveText(/^0 hits/);
  });

  await test.step('edited as a form, and as text', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await box(page, 'Next step').fill('Call the lab.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Rule', exact: true })).toContainText('Call the lab.');
    await page.goto(`${serving.url}/rules`);
    await page.getByRole('link', { name: 'Edit as text' }).click();
    const text = page.getByRole('textbox', { name: /^Rules and samples/ });
    await text.fill((await text.inputValue()).replace('final', 'finally'));
    await expect(page.getByRole('list', { name: 'To correct' })).toContainText('rules.0.failure.severity');
    await text.fill((await text.inputValue()).replace('finally', 'final').replace('Call', 'Phone'));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Own rules' })).toContainText('lab-certificate');
  });

  await test.step('removed, with its file', async () => {
    await page.getByRole('link', { name: 'lab-certificate' }).click();
    await expect(page.getByRole('region', { name: 'Rule', exact: true })).toContainText('Phone the lab.');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('region', { name: 'Own rules' })).toContainText('None yet');
  });
});

test('dark and narrow: shipped rules are found, linked to, tried and copied', async ({ browser }) => {
  const viewport = { width: 390, height: 844 };
  const page = await (await browser.newContext({ colorScheme: 'dark', viewport })).newPage();
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/rules?q=file-size+http-boot`);
  await expect(page.getByRole('link', { name: 'file-size-without-uri' })).toBeVisible();
  await fits(page);
  await page.getByRole('searchbox', { name: 'Search rules' }).fill('no such words');
  await page.getByRole('button', { name: 'Show all rules' }).click();
  await expect(page.getByRole('region', { name: 'Shipped with the console' })).toBeVisible();
  await page.goto(`${serving.url}/rules/http-boot/file-size-over-https`);
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0);
  await expect(trial(page).getByRole('status')).toHaveText(/^1 hit in \d+ lines$/);
  await fits(page);
  await page.getByRole('button', { name: 'Copy to own rules' }).click();
  await expect(box(page, 'Id')).toHaveValue('file-size-over-https-own');
  await expect(trial(page).getByRole('status')).toHaveText(/^1 hit in \d+ lines$/);
  await fits(page);
  await page.context().close();
});
