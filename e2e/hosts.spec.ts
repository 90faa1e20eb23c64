import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/find-program.mjs';
import { accessible } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

const MINUTE = 60_000;

const serving = new Serving({
  VEN_LIBVIRT_URI: 'test:///default',
  VEN_SIMULATOR: 'off',
});
test.beforeAll(() => serving.start());
test.afterAll(() => serving.dispose());
test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

// On a host where nobody else changes anything: a change between the answer and the live feed needs a second fetch.
test('a page fetches its list once when nothing has changed since', async ({ page }) => {
  await signIn(page, serving.url);
  let fetches = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/v1/nodes' && request.method() === 'GET') fetches += 1;
  });
  /** Until the live feed is connected, and one more answer has come since. */
  const loads = async () => {
    fetches = 0;
    const connected = page
      .waitForEvent('websocket', (socket) => socket.url().includes('/live'))
      .then((socket) =>
        socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('hello')),
      );
    await page.goto(serving.url);
    await connected;
    await page.evaluate(() => fetch('/api/v1/session').then((response) => response.text()));
    return fetches;
  };
  // What the server itself finds out about the host may come just then; not every time.
  await expect.poll(loads, { timeout: MINUTE }).toBe(1);
});

test('a host is checked, added, put into maintenance and removed', async ({ page }) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/hosts`);
  await page.getByRole('button', { name: 'Add host' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('lab');
  await page.getByRole('textbox', { name: 'Labels' }).fill('rack=3, gpu');
  await page.getByRole('textbox', { name: 'Connection URI' }).fill('xen:///system');
  await page.getByRole('button', { name: 'Add host' }).click();
  await expect(page.getByText('the driver “xen” is not supported')).toBeVisible();
  await page.getByRole('textbox', { name: 'Connection URI' }).fill('test:///default');
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Everything works' })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Add host' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'lab' })).toBeVisible();
  await page.getByRole('button', { name: 'Maintenance' }).click();
  await expect(page.getByText('in maintenance').first()).toBeVisible();
  await expect(page.getByText('limited by maintenance').first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove …' }).click();
  await accessible(page);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page).toHaveURL(`${serving.url}/hosts`);
  await expect(page.getByRole('link', { name: 'lab', exact: true })).toHaveCount(0);
});

// libvirt's test driver has no machines that could boot, so a run on it fails at once, which is all that a schedule needs.
test('a schedule is added with its next times, makes a run now, is paused, goes on, and is removed', async ({
  page,
}) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/schedules`);
  await page.getByRole('button', { name: 'Add a schedule' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a schedule' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('nightly');
  await dialog.getByRole('textbox', { name: 'Nodes', exact: true }).fill('1');
  const choose = async (field: string, choice: string) => {
    await dialog.getByRole('button', { name: field }).click();
    await page.getByRole('option', { name: choice, exact: true }).click();
  };
  // What the server refuses is said where it is seen, though the form is longer than the screen.
  await dialog.getByRole('button', { name: 'Add schedule' }).click();
  await expect(dialog.getByRole('alert')).toContainText('No cloud image is chosen.');
  await expect(dialog.getByRole('alert')).toBeInViewport({ ratio: 1 });
  const rest = await Rest.open(serving.url);
  const settings = { bootProgramUrl: 'http://192.0.2.1/boot.efi' };
  await rest.call('POST', '/orchestrators', { kind: 'http-boot', name: 'pxe', settings });
  await choose('Template', 'http-boot');
  await choose('Orchestrator', 'pxe');
  await dialog.getByRole('textbox', { name: 'Time', exact: true }).fill('02:30');
  await dialog.getByRole('textbox', { name: 'Time zone' }).fill('Europe/Atlantis');
  await expect(dialog.getByText(/time zone/i).filter({ hasText: 'Europe/Atlantis' })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Time zone' }).fill('Europe/Berlin');
  await expect(dialog.getByText(/^Next: .*0?2:30.*\(Europe\/Berlin\)$/)).toBeVisible();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Add schedule' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'nightly' })).toBeVisible();
  await expect(page.getByText(/Creates 1 node.* at 30 2 \* \* \* \(Europe\/Berlin\)/)).toBeVisible();
  await page.getByRole('button', { name: 'Run now' }).click();
  const times = page.getByRole('table').last();
  await expect(times.getByRole('row')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(page.getByText(/Next:.*paused/i)).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove …' }).click();
  await page.getByRole('button', { name: 'Remove schedule' }).click();
  await expect(page).toHaveURL(`${serving.url}/schedules`);
  await expect(page.getByText('No schedules yet')).toBeVisible();
});
