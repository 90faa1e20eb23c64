import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/find-program.mjs';
import { accessible } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Serving } from './server/serving.ts';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

const MINUTE = 60_000;

const serving = new Serving({ VEN_LIBVIRT_URI: 'test:///default', VEN_SIMULATOR: 'off' });
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
