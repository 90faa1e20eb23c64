import { expect, test, type Page } from '@playwright/test';
import { SerialPane, screenColours } from './models/consoles.ts';
import { signIn } from './models/session.ts';
import { node } from '../lib/contract/node.ts';
import { traces } from './server/host-inventory.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { findBrowser } from '../scripts/browser.mjs';

const MINUTE = 60_000;
const NAME = `story-${process.pid}`;

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

/** A stage of the timeline that has begun. */
const stage = (page: Page, title: string) =>
  page.getByRole('list', { name: 'Stages of this boot' }).getByRole('listitem').filter({ hasText: title });

/** The line that says what the node is and how it stands. */
const header = (page: Page) =>
  page.locator('header').filter({ has: page.getByRole('heading', { name: NAME }) });

test('a node from "Create node" to ready, reloaded on the way, found in history, and gone', async ({
  browser,
}) => {
  test.setTimeout(10 * MINUTE);
  const serving = new Serving();
  try {
    await serving.start();
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await signIn(page, serving.url);

    await test.step('create', async () => {
      await page.getByRole('button', { name: 'Create your first node' }).click({ timeout: MINUTE });
      const dialog = page.getByRole('dialog', { name: 'Create nodes' });
      await dialog.getByLabel('Name').fill(NAME);
      await dialog.getByRole('button', { name: 'Create node' }).click();
      await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
    });

    const { uuid } = node.parse(await (await Rest.open(serving.url)).call('GET', `/nodes/${NAME}`));
    const trail = { name: NAME, uuid, dataDir: serving.dataDir };

    const serial = new SerialPane(page);
    await test.step('firmware on the serial console, pixels on the screen', async () => {
      await serial.says(/Start HTTP Boot over IPv4/, 2 * MINUTE);
      await expect.poll(() => screenColours(page), { timeout: MINUTE }).toBeGreaterThan(1);
    });

    await test.step('reload in the middle of the boot: the history is there from the first byte', async () => {
      await serial.says(/iPXE boot success/, 3 * MINUTE);
      await page.reload();
      await serial.says(/Start HTTP Boot over IPv4[\s\S]*iPXE boot success/, MINUTE);
    });

    await test.step('ready, confirmed by the orchestrator', async () => {
      await expect(stage(page, 'Provisioning')).toBeVisible({ timeout: 5 * MINUTE });
      await expect(header(page).getByText('Ready', { exact: true })).toBeVisible({ timeout: 5 * MINUTE });
      for (const title of ['Firmware', 'HTTP boot', 'iPXE', 'Onboarding', 'Provisioning', 'OS boot']) {
        await expect(stage(page, title)).toBeVisible();
      }
    });

    await test.step('delete, and nothing is left', async () => {
      const kinds = new Set(traces(trail).map((trace) => trace.split(' ')[0]));
      expect([...kinds]).toEqual(['domain', 'network', 'pool', 'volume', 'nvram', 'tpm']);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: /Delete/ }).click();
      const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await expect(dialog.getByText(NAME).first()).toBeVisible();
      await dialog.getByRole('button', { name: /^Delete/ }).click();
      await expect.poll(() => traces(trail), { timeout: MINUTE }).toEqual([]);
    });

    await test.step('its story stays', async () => {
      await page.goto(`${serving.url}/runs`);
      await expect(page.getByRole('table')).toBeVisible();
    });
    expect(errors).toEqual([]);
  } finally {
    await serving.dispose();
  }
});
