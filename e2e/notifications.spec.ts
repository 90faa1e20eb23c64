import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/find-program.mjs';
import { accessible } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Serving } from './server/serving.ts';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

let serving: Serving;
let receiver: Server;
const bodies: string[] = [];
/** Of its next answers. */
const statuses: number[] = [];

test.beforeAll(async () => {
  // No node is made: libvirt's test driver is enough.
  serving = new Serving({ VEN_LIBVIRT_URI: 'test:///default', VEN_SIMULATOR: 'off' });
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.writeHead(statuses.shift() ?? 200).end('thank you');
    });
  }).listen(0, '127.0.0.1');
  await serving.start();
});

test.afterAll(async () => {
  receiver.close();
  await serving.dispose();
});

function receiverUrl(): string {
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  return `http://127.0.0.1:${address.port}/hook`;
}

test('a webhook is added, tested, corrected, switched off and removed', async ({ page }) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/settings/notifications`);
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('team-chat');
  await dialog.getByLabel('Address').fill('ftp://example.org');
  await expect(dialog.getByText('use an http:// or https:// URL')).toBeVisible();
  await dialog.getByLabel('Address').fill(receiverUrl());
  await dialog.getByRole('button', { name: /Written as/ }).click();
  await page.getByRole('option', { name: /Slack/ }).click();
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await accessible(page);

  await page.getByRole('link', { name: 'team-chat' }).click();
  await expect(page.getByText('Nothing has happened yet')).toBeVisible();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
  statuses.push(500);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('team-chat did not accept the test')).toBeVisible();
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ text: expect.stringContaining('Test of the webhook') });
  await page.getByText('not delivered').click();
  await expect(page.getByText('The receiver answered 500.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('Test, delivered')).toBeVisible();
  expect(bodies).toHaveLength(2);
  await accessible(page);

  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByRole('button', { name: 'Switch on' })).toBeVisible();
  await page.getByRole('button', { name: 'New secret …' }).click();
  await page.getByRole('button', { name: 'Make a new secret' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove …' }).click();
  await page.getByRole('button', { name: 'Remove webhook' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is told yet' })).toBeVisible();
});

/** The browser's own notifications, which say what they were given. */
const RECORDED = `
  window.shown = [];
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title, options) { super(title, options); window.shown.push(title + ': ' + options.body); }
  };`;

test('notifications of the browser are turned on by whoever wants them, and refusals are told', async ({
  browser,
}) => {
  const context = await browser.newContext({ permissions: ['notifications'] });
  const page = await context.newPage();
  await page.addInitScript(RECORDED);
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/settings`);
  await page.getByRole('button', { name: 'Turn on in this browser' }).click();
  await page.getByRole('button', { name: 'Show one' }).click();
  expect(await page.evaluate('window.shown')).toEqual([
    'Notifications work: This is how the console tells you.',
  ]);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Turn off in this browser' })).toBeVisible();
  await context.close();

  const refusing = await browser.newContext({ permissions: [] });
  const other = await refusing.newPage();
  await other.addInitScript("Object.defineProperty(Notification, 'permission', { get: () => 'denied' });");
  await signIn(other, serving.url);
  await other.goto(`${serving.url}/settings`);
  await expect(
    other.getByText('This browser refuses: notifications of this site were blocked.'),
  ).toBeVisible();
  await expect(other.getByRole('button', { name: 'Turn on in this browser' })).toBeDisabled();
  await refusing.close();
});
