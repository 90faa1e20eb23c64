import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { accessible, fits } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { LibvirtDoor } from './server/libvirt-door.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { TerminalLock } from './server/terminal-lock.ts';
import { findBrowser } from '../scripts/find-program.mjs';

const MINUTE = 60_000;
const NAME = `pages-${process.pid}`;
const PAGES = [
  '/',
  '/runs',
  '/schedules',
  '/wall',
  '/hosts',
  '/hosts/local',
  '/hosts/local/edit',
  '/hosts/new',
  '/templates',
  '/orchestrators',
  '/activity',
  '/compare',
  '/boot-times',
  '/search',
  '/search?q=PXE-E18+since:7d',
  '/settings',
  '/settings/notifications',
];
const VIEWS = [
  { name: 'light and wide', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark and narrow', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

const door = new LibvirtDoor();
let serving: Serving;
let rest: Rest;
let nodeId = '';
let runId = '';

test.beforeAll(async () => {
  await door.open();
  serving = new Serving({ VEN_LIBVIRT_URI: door.uri });
  await serving.start();
  // Defined and left off: a node page without a running machine.
  rest = await Rest.open(serving.url);
  await rest.orchestrated();
  const { run, nodes, operations } = await rest.create({ name: NAME, start: false });
  await Promise.all(operations.map(({ id }) => rest.finished(id)));
  nodeId = nodes[0]?.id ?? '';
  runId = run.id;
});

test.afterAll(async () => {
  await serving.dispose();
  await door.dispose();
});

async function opened(browser: Browser, view: (typeof VIEWS)[number]): Promise<Page> {
  const { colorScheme, viewport } = view;
  const context = await browser.newContext({ colorScheme, viewport });
  return await context.newPage();
}

for (const view of VIEWS) {
  test(`every page is usable with assistive technology, ${view.name}`, async ({ browser }) => {
    const page = await opened(browser, view);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(serving.url);
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await accessible(page);
    await signIn(page, serving.url);
    for (const path of [...PAGES, `/runs/${runId}`, `/nodes/${nodeId}`, '/nodes/nobody']) {
      await test.step(path, async () => {
        await page.goto(`${serving.url}${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        await fits(page);
      });
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });
}

test('the list is readable before any script has run', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  await signIn(page, serving.url);
  const storageState = await page.context().storageState();
  const still = await browser.newContext({ storageState, javaScriptEnabled: false });
  const plain = await still.newPage();
  await plain.goto(serving.url);
  await expect(plain.getByRole('row', { name: NAME })).toContainText('shut off');
  await still.close();
  await page.context().close();
});

test('the keyboard alone: filter, walk to a node, open it', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  await signIn(page, serving.url);
  await expect(page.getByRole('link', { name: NAME, exact: true })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(NAME);
  await page.keyboard.press('ArrowDown');
  await test.step('a row that moves keeps the focus', async () => {
    await rest.create({ name: `${NAME}-later`, start: false });
    await expect(page.getByRole('row').nth(1)).toContainText(`${NAME}-later`);
    await page.keyboard.press(' ');
    await expect(page.getByRole('checkbox', { name: `Select ${NAME}`, exact: true })).toBeChecked();
  });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: NAME, exact: true })).toBeVisible();
  await page.context().close();
});

test('Back leaves the created run without reopening the create dialog', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  await signIn(page, serving.url);
  await page.getByRole('button', { name: 'Create nodes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create nodes' });
  await dialog.getByLabel('Name').fill(NAME);
  await expect(dialog.getByText(`The name "${NAME}" is taken`, { exact: false }).first()).toBeVisible();
  await page.mouse.click(5, 400);
  await dialog.getByLabel('Name').fill(`${NAME}-made`);
  await dialog.getByText('Power on after creation').click();
  await dialog.getByRole('button', { name: 'Create node' }).click();
  await expect(page.getByRole('heading', { name: `${NAME}-made` })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Nodes', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(`${serving.url}/`);
  await page.context().close();
});

test('an idle page goes to the login when its session ends', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  const live = page.waitForEvent('websocket', (socket) => socket.url().includes('/live'));
  const greeted = live.then((socket) =>
    socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('hello')),
  );
  await signIn(page, serving.url);
  await greeted;
  await expect(page.getByRole('link', { name: NAME, exact: true })).toBeVisible();
  const ended = await page
    .context()
    .request.delete(`${serving.url}/api/v1/session`, { headers: { origin: serving.url } });
  expect(ended.ok()).toBe(true);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.context().close();
});

test('an ended session leads to the login and back to the same page', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  await signIn(page, serving.url);
  await page.context().clearCookies();
  await page.goto(`${serving.url}/hosts/local`);
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel('E-mail').fill('nobody@example.org');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.context().close();
});

test('a node that was never on is shown as such, and keys leave its terminal', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/nodes/${nodeId}`);
  const serial = page.getByRole('region', { name: 'Serial console ttyS0' });
  await expect(serial.getByText('Never started. Output is shown here')).toBeVisible();
  await expect(serial.getByRole('status').getByText('Off')).toBeVisible();
  const terminal = serial.getByRole('textbox', { name: 'Terminal input' });
  await terminal.focus();
  await page.keyboard.press('Tab');
  await expect(terminal, 'Tab goes to the guest').toBeFocused();
  await expect(serial.getByText('Ctrl-Alt-Shift leaves the terminal')).toBeVisible();
  await page.keyboard.press('Control+Alt+Shift');
  await expect(serial.getByText('Outside the terminal.')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('separator').first()).toBeFocused();
  await page.context().close();
});

test.describe('a host that disconnects', () => {
  // Whatever became of the test, those behind it have a host.
  test.afterAll(() => door.open());

  test('is shown on its nodes, and reconnects', async ({ browser }) => {
    const page = await opened(browser, VIEWS[0]);
    await signIn(page, serving.url);
    await rest.act(nodeId, 'start');
    await page.goto(`${serving.url}/nodes/${nodeId}`);
    const screen = page.getByRole('region', { name: 'Screen' });
    const banner = page.getByRole('region', { name: 'Its host' });
    await expect(screen.getByRole('status')).toHaveText('Live');
    await door.shut();
    await expect(banner).toContainText('is not connected');
    await expect(page.getByText('was running')).toBeVisible();
    await expect(screen.getByRole('status'), 'what is open stays').toHaveText('Live');
    await page.reload();
    await expect(screen.getByText('there is no screen')).toBeVisible();
    await accessible(page);
    await page.goto(serving.url);
    await expect(page.getByRole('row', { name: NAME }).getByText('was running')).toBeVisible();
    await page.goBack();
    await door.open();
    await expect(banner).toBeHidden();
    await expect(screen.getByRole('status')).toHaveText('Live');
    await rest.act(nodeId, 'stop');
    await expect(screen.getByText('The machine is shut off: there is no screen.')).toBeVisible();
    await page.context().close();
  });

  test('may find a serial port locked: the page says that it accepts no input until it does', async ({
    browser,
  }) => {
    const page = await opened(browser, VIEWS[0]);
    await signIn(page, serving.url);
    await rest.act(nodeId, 'start');
    await page.goto(`${serving.url}/nodes/${nodeId}`);
    const serial = page.getByRole('region', { name: 'Serial console ttyS0' });
    const bar = serial.getByRole('alert');
    await expect(serial.getByRole('status').getByText('Live')).toBeVisible();
    await expect(bar).toBeHidden();
    const lock = new TerminalLock(NAME);
    try {
      await door.shut();
      // The console's connection is gone; libvirt lets go of the port a moment later.
      await expect(() => lock.take()).toPass();
      await door.open();
      await expect(bar).toContainText('Read-only: ttyS0 accepts no input.', { timeout: MINUTE });
      await expect(bar).toContainText('The lock is stale');
      await accessible(page);
      const terminal = serial.getByRole('textbox', { name: 'Terminal input' });
      await expect(terminal).toHaveAccessibleDescription(/^Takes no input\./);
      await terminal.press('x');
      await expect(bar).toContainText('Not sent: ttyS0 accepts no input.');
    } finally {
      lock[Symbol.dispose]();
    }
    await expect(bar).toBeHidden({ timeout: MINUTE });
    await expect(serial.getByRole('button', { name: 'Typing enabled' })).toBeVisible();
    await page.goto(`${serving.url}/nodes/${nodeId}/console?port=1`);
    const alone = page.getByRole('region', { name: 'Serial console ttyS1' });
    await expect(alone.getByRole('status').getByText('Live')).toBeVisible();
    await alone.getByRole('button', { name: 'Special keys and texts' }).click();
    await expect(alone.getByRole('toolbar').getByRole('button', { name: 'F12' })).toBeVisible();
    await accessible(page);
    await rest.act(nodeId, 'stop');
    await page.context().close();
  });
});

test('a failed node shows why: cause, evidence, what else was checked', async ({ browser }) => {
  const page = await opened(browser, VIEWS[0]);
  await signIn(page, serving.url);
  await rest.act(nodeId, 'start');
  await page.goto(`${serving.url}/nodes/${nodeId}`);
  await expect(page.getByText('Booting for')).toBeVisible();
  // A fault on purpose is done by the host, shown to everybody, and taken back.
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Fault on purpose …' }).click();
  const dialog = page.getByRole('dialog', { name: `Fault on purpose for ${NAME}` });
  await accessible(page);
  await dialog.getByRole('button', { name: 'Do it now' }).click();
  const faults = page.getByRole('region', { name: 'Faults on purpose' });
  await expect(faults).toContainText('Fault on purpose: link down');
  await faults.getByRole('button', { name: 'End it' }).click();
  await expect(faults).toBeHidden();

  await promisify(execFile)('virsh', ['-c', 'qemu:///system', 'destroy', NAME]);
  const verdict = page.getByRole('region', { name: 'outside of this console has switched the node off' });
  await expect(verdict).toContainText('certain: the console has seen it itself', { timeout: MINUTE });
  await expect(verdict.getByRole('list', { name: 'Evidence' })).toContainText('powered off from outside');
  await expect(verdict).toContainText('Next: Start the node again.');
  await verdict.getByText('Also checked').click();
  await expect(verdict.getByRole('list', { name: 'Also checked' })).toContainText('DHCP lease of the node');
  await accessible(page);
  await verdict.getByRole('button', { name: 'Check again' }).click();
  await expect(verdict.getByRole('status')).toContainText('Looking at host, network');
  await expect(verdict.getByRole('button', { name: 'Check again' })).toBeEnabled({ timeout: MINUTE });
  await page.context().close();
});

test.describe('what was recorded', () => {
  const ROOT = path.resolve(import.meta.dirname, '..');
  const screenOf = (page: Page) => page.getByRole('region', { name: 'Replay of ttyS0' });
  const timeIn = (page: Page) => page.getByRole('slider', { name: 'Time in the recording' });

  /** Its number: others may have come before it. */
  let boot = '';

  test.beforeAll(async () => {
    const tsx = path.join(ROOT, 'node_modules/.bin/tsx');
    const program = ['--conditions=workspace', 'server/testing/fixture-boot.ts'];
    const args = [...program, serving.dataDir, nodeId, 'nio-ubuntu'];
    boot = (await promisify(execFile)(tsx, args, { cwd: ROOT })).stdout.trim();
  });

  test('a boot is played again: stages, search, a link to a moment, and nothing for the guest', async ({
    browser,
  }) => {
    const page = await opened(browser, VIEWS[0]);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(new URL(socket.url()).pathname));
    await signIn(page, serving.url);
    await page.goto(`${serving.url}/nodes/${nodeId}?tab=boots&boot=${boot}&view=replay&stage=http-boot`);
    await expect(screenOf(page)).toContainText('Start HTTP Boot over IPv4');
    await expect(page.getByRole('img', { name: /^Display/ })).toBeVisible();
    await accessible(page);
    await test.step('keys: the next stage, and on', async () => {
      await page.keyboard.press(']');
      await expect(page.getByRole('button', { name: /^iPXE, from/ })).toHaveAttribute('aria-current', 'true');
      const before = Number(await timeIn(page).inputValue());
      await page.keyboard.press(' ');
      await expect.poll(async () => Number(await timeIn(page).inputValue())).toBeGreaterThan(before);
      await page.keyboard.press(' ');
      await page.keyboard.type('reboot');
    });
    await test.step('search jumps, and a link leads to the same moment', async () => {
      await page.keyboard.press('Control+f');
      await page.getByRole('textbox', { name: 'Search the recording' }).fill('boot success');
      await expect(page.getByRole('search').getByRole('status')).toHaveText(/^1 of /);
      await expect(screenOf(page)).toContainText('iPXE boot success');
      await page.getByRole('button', { name: 'Copy a link to this moment' }).click();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      expect(link).toMatch(/view=replay&t=\d/);
      await page.goto(link);
      await expect(screenOf(page)).toContainText('iPXE boot success');
    });
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Unpin' })).toBeVisible();
    expect(sockets.filter((socket) => socket.startsWith('/ws/'))).toEqual([]);
    await page.context().close();
  });

  test('the downloaded page plays without a network', async ({ browser }, info) => {
    const file = info.outputPath('boot.html');
    writeFileSync(file, await rest.bytes(`/nodes/${nodeId}/boots/${boot}/page`));
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const asked: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).protocol));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`file://${file}`);
    await expect(page.locator('.ap-terminal, .ap-term').first()).toBeVisible();
    await expect(page.getByRole('img', { name: 'Display' })).toBeVisible();
    await page.locator('#player').click();
    await expect(page.locator('#player')).toContainText('iPXE initialising devices', { timeout: 60_000 });
    expect(asked.filter((protocol) => !['file:', 'data:', 'blob:'].includes(protocol))).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });
});
