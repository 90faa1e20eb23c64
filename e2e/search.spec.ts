import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { accessible, fits } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { findBrowser } from '../scripts/find-program.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const NAME = `search-${process.pid}`;
/** Of the recorded boot, in which the firmware does not trust the server's certificate. */
const LINE = 'Error: Could not retrieve NBP file size from HTTP server.';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

let serving: Serving;
let nodeId = '';

const found = z.object({ boots: z.array(z.unknown()) });

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
  nodeId = nodes[0]?.id ?? '';
  const program = ['--conditions=workspace', 'server/testing/fixture-boot.ts'];
  const args = [...program, serving.dataDir, nodeId, 'wrong-ca'];
  await promisify(execFile)(path.join(ROOT, 'node_modules/.bin/tsx'), args, { cwd: ROOT });
  await expect
    .poll(async () => found.parse(await rest.call('GET', '/search?q=%22NBP%20file%22')).boots.length)
    .toBe(1);
});

test.afterAll(() => serving.dispose());

test('a line of a past boot is found by a part of it, and leads to the replay at that moment', async ({
  page,
}) => {
  await signIn(page, serving.url);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Search' }).click();
  await expect(page.getByRole('region', { name: 'What can be typed' })).toBeVisible();
  await fits(page);
  const field = page.getByRole('searchbox', { name: 'Search serial output' });
  const hits = page.getByRole('region', { name: `${NAME}, boot 1` });

  await test.step('while it is typed', async () => {
    await field.fill('nbp FILE http');
    await expect(hits.locator('a[data-hit]').first()).toContainText(LINE);
    await expect(hits.locator('mark').first()).toHaveText('NBP');
    await expect(page).toHaveURL(/\/search\?q=nbp\+FILE\+http$/);
    await fits(page);
  });

  await test.step('filters are part of the search', async () => {
    const choose = async (filter: string, option: string): Promise<void> => {
      await page.getByRole('button', { name: filter }).click();
      await page.getByRole('option', { name: option }).click();
    };
    await choose('Port', 'ttyS1');
    await expect(field).toHaveValue('nbp FILE http port:1');
    await choose('Time', 'Last 7 days');
    await expect(hits.locator('a[data-hit]').first()).toContainText('ttyS1');
    await field.fill('NBP file stage:nowhere');
    await expect(page.getByText('stage:nowhere is no stage.')).toBeVisible();
    await field.fill('never printed by anything');
    await expect(page.getByRole('heading', { name: 'No line found' })).toBeVisible();
    await fits(page);
  });

  await test.step('kept under a name, listed and removed', async () => {
    await field.fill('NBP file');
    await page.getByRole('button', { name: 'Save search' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save search' });
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('NBP file');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('No boot program');
    await dialog.getByText('Alarm on new lines').click();
    await fits(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await field.fill('');
    const saved = page.getByRole('region', { name: 'Saved searches' });
    await expect(saved).toContainText('Alarm');
    await fits(page);
    await saved.getByRole('link', { name: 'No boot program' }).click();
    await expect(field).toHaveValue('NBP file');
    await field.fill('');
    await saved.getByRole('button', { name: 'Remove No boot program' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect(saved).toBeHidden();
  });

  await test.step('by keys to the replay', async () => {
    await field.fill('"NBP file size"');
    await expect(hits.locator('mark').first()).toHaveText('NBP file size');
    await field.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/nodes/${nodeId}\\?tab=boots&boot=1&view=replay&t=\\d`));
    await expect(page.getByRole('button', { name: 'Play (Space)' })).toBeVisible();
  });
});

test('an address is a search, and the palette leads to one', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/search?q=${encodeURIComponent(`"NBP file" node:${NAME}`)}`);
  await expect(page.getByRole('region', { name: `${NAME}, boot 1` })).toBeVisible();
  await fits(page);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('searchbox', { name: 'Search nodes, pages and commands' }).fill('PXE-E99');
  await page.getByRole('menuitem', { name: /Search serial output for “PXE-E99”/ }).click();
  await expect(page.getByRole('heading', { name: 'No line found' })).toBeVisible();
});

/** The same boot, for somebody without an account. */
test('a recording is shared by a link, survives kill -9 of the server, and ends for its guest when it is revoked', async ({
  page,
  browser,
}) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/nodes/${nodeId}?tab=boots&boot=1&view=replay`);
  await page
    .getByRole('tabpanel', { name: /^Boots/ })
    .getByRole('button', { name: 'Share …' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Why it does not boot');
  await fits(page);
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the address' })).toBeVisible();
  await fits(page);
  const address = await page.getByRole('textbox', { name: 'Address' }).inputValue();
  const [place = '', secret = ''] = address.split('#');
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const guest = await context.newPage();
  const told: string[] = [];
  guest.on('request', (request) => told.push(request.url(), request.headers().referer ?? ''));

  await test.step('it is played without an account, and the secret is taken out of the address', async () => {
    await guest.goto(address);
    await expect(guest.getByText('Why it does not boot', { exact: true })).toBeVisible();
    await expect(guest.getByRole('button', { name: 'Play (Space)' })).toBeVisible();
    await guest.keyboard.press('Control+f');
    await guest.getByRole('textbox', { name: 'Search the recording' }).fill('NBP file size');
    await expect(guest.getByRole('region', { name: 'Replay of ttyS0' })).toContainText('NBP file size');
    expect(guest.url()).toBe(place);
    expect(told.filter((each) => each.includes(secret) || each.startsWith(`${place}#`))).toEqual([]);
    await fits(guest);
    await guest.goto(`${serving.url}/nodes/${nodeId}`);
    await expect(guest).toHaveURL(/\/login/);
  });

  await test.step('the server is killed and comes back', async () => {
    await guest.goto(place);
    await expect(guest.getByRole('button', { name: 'Play (Space)' })).toBeVisible();
    await serving.kill();
    await expect(guest.getByText('Connection lost')).toBeVisible();
    await serving.start();
    await expect(guest.getByText('Connection lost')).toBeHidden();
  });

  await test.step('the owner sees a viewer, and revokes it', async () => {
    await page.goto(`${serving.url}/settings`);
    const link = page.getByRole('list', { name: 'Open links' }).getByRole('listitem');
    await expect(link).toContainText('1 viewer now');
    await link.getByRole('button', { name: 'Revoke …' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke link' }).click();
    await expect(guest.getByRole('heading', { name: 'This link has ended' })).toBeVisible();
    await accessible(guest);
    await guest.reload();
    await expect(guest.getByRole('heading', { name: 'This link does not open anything' })).toBeVisible();
    await fits(guest);
  });
  await context.close();
});
