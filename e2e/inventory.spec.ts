import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { newToken } from '../lib/contract/session.ts';
import { findBrowser } from '../scripts/find-program.mjs';
import { accessible, fits } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { type Said, Ven } from './server/ven.ts';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');
test.describe.configure({ mode: 'serial' });

const DOMAIN = `<domain type='test'><name>web-1</name><memory>524288</memory><os><type>hvm</type></os>
  <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/pool/web-1.qcow2'/>
    <target dev='vda' bus='virtio'/></disk></devices></domain>`;
const OTHER = `<domain type='test'><name>db-10</name><memory>262144</memory><os><type>hvm</type></os></domain>`;
const NETWORK = `<network><name>lab</name><forward mode='nat'/><ip address='10.77.0.1' netmask='255.255.255.0'/></network>`;
const POOL = `<pool type='dir'><name>images</name><target><path>/pool</path></target></pool>`;

/** Files of this run, and a host of libvirt's test driver that only this server sees. */
// Made in `beforeAll`: Playwright also loads this file only to list its tests.
const own = path.join(tmpdir(), `ven-e2e-inventory-${process.pid}`);
const definition = path.join(own, 'node.xml');
const serving = new Serving({ VEN_LIBVIRT_URI: `test://${definition}`, VEN_SIMULATOR: 'off' });
const ven = new Ven(own);
/** On the machine's own libvirt: two serial ports and a screen, and a processor that never runs. */
const shared = `e2e-shared-${process.pid}`;
const SHARED = `<domain type='qemu'><name>${shared}</name><memory unit='MiB'>16</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os><devices><serial type='pty'/><serial type='pty'/>
  <graphics type='vnc' autoport='yes' listen='127.0.0.1'/><video><model type='vga'/></video></devices></domain>`;
/** On the machine's own libvirt, where bytes can be written. */
const pool = `e2e-pool-${process.pid}`;
const virsh = (...args: string[]): string =>
  execFileSync('virsh', ['-c', 'qemu:///system', ...args], { encoding: 'utf8' });

test.beforeAll(async () => {
  mkdirSync(own);
  writeFileSync(definition, `<node>${DOMAIN}${OTHER}${NETWORK}${POOL}</node>`);
  await serving.start();
  const rest = await Rest.open(serving.url);
  await rest.call('POST', '/hosts', { name: 'real', uri: 'qemu:///system' });
  const { token } = newToken.parse(await rest.call('POST', '/tokens', { name: 'ven', role: 'admin' }));
  ven.set('VEN_URL', serving.url);
  ven.set('VEN_TOKEN', token);
});
test.afterAll(async () => {
  await serving.dispose();
  for (const [what = '', name = ''] of [
    ['pool-destroy', pool],
    ['pool-undefine', pool],
    ['destroy', shared],
  ]) {
    try {
      virsh(what, name);
    } catch {
      // A test has removed it.
    }
  }
  if (process.getuid?.() === 0) rmSync(`/var/log/libvirt/qemu/${shared}.log`, { force: true });
  rmSync(own, { recursive: true, force: true });
});

const go = async (page: Page, at: string): Promise<void> => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/hosts/${at}`);
};
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const dialog = (page: Page) => page.getByRole('dialog');
const done = async (said: Promise<Said>): Promise<Said> => {
  const result = await said;
  expect(result.stderr + String(result.code)).toMatch(/0$/);
  return result;
};

test('domains: filtered and sorted by the address, filters are saved', async ({ page }) => {
  await go(page, 'local/domains?sort=name+descending');
  const rows = page.getByRole('row').getByRole('link');
  await expect(rows).toHaveText(['web-1', 'db-10']);
  await press(page, 'Name');
  await expect(rows).toHaveText(['db-10', 'web-1']);
  await page.keyboard.press('/');
  await page.keyboard.type('web');
  await expect(rows).toHaveText(['web-1']);
  await press(page, 'Saved filters and states');
  await page.getByRole('menuitem', { name: 'Save “web”' }).click();
  await page.reload();
  await expect(rows).toHaveText(['web-1']);
  await press(page, 'Saved filters and states');
  await page.getByRole('menuitem', { name: 'running · 2' }).click();
  await expect(page).toHaveURL(/filter=state%3Arunning/);
  await expect(rows).toHaveText(['db-10', 'web-1']);
  await accessible(page);
});

test('snapshots: taken, seen at once when ven takes one, gone back to, deleted', async ({ page }) => {
  await go(page, 'local/domains/web-1');
  await page.getByRole('tab', { name: 'Snapshots' }).click();
  await press(page, 'Take a snapshot …');
  await dialog(page).getByLabel('Name').fill('no spaces please');
  await expect(dialog(page).getByText('use letters, digits')).toBeVisible();
  await dialog(page).getByLabel('Name').fill('first');
  await accessible(page);
  await press(page, 'Take it');
  await expect(page.getByText('current', { exact: true })).toBeVisible();
  await done(ven.run('domain', 'snapshot', 'create', 'local/web-1', 'second', '--description', 'by ven'));
  // Not asked for again: the server reports the change.
  await expect(page.getByRole('row', { name: /second.*current.*by ven/ })).toBeVisible();
  await press(page, 'XML second');
  await expect(dialog(page).getByText('<name>second</name>')).toBeVisible();
  await page.keyboard.press('Escape');
  await press(page, 'Go back first');
  await accessible(page);
  await press(page, 'Go back to first');
  await expect(page.getByRole('row', { name: /first.*current/ })).toBeVisible();
  await press(page, 'Delete first');
  await dialog(page).getByText('Delete those that were taken after it, too (1)').click();
  await press(page, 'Delete 2 snapshots');
  await expect(page.getByText('No snapshots')).toBeVisible();
});

test('a domain is adopted with an orchestrator chosen, or deleted after its name was typed', async ({
  page,
}) => {
  await go(page, 'local/domains/db-10');
  await press(page, 'Adopt …');
  await expect(dialog(page).getByLabel('Orchestrator that it belongs to')).toBeVisible();
  await accessible(page);
  await press(page, 'Cancel');
  await press(page, 'More actions');
  await expect(page.getByRole('menuitem', { name: /Delete/ })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await done(ven.run('domain', 'stop', 'local/db-10', '--yes'));
  await expect(page.getByText('shut off')).toBeVisible();
  await press(page, 'More actions');
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  await expect(dialog(page).getByRole('list', { name: 'What is removed' })).toContainText('Virtual machine');
  await expect(dialog(page).getByRole('button', { name: 'Delete it' })).toBeDisabled();
  await dialog(page).getByLabel('Type db-10 to confirm').fill('db-10');
  await accessible(page);
  await press(page, 'Delete it');
  await expect(page).toHaveURL(/\/hosts\/local\/domains$/);
  await expect(page.getByRole('link', { name: 'db-10' })).toHaveCount(0);
});

test('networks: made, looked into, changed, removed; a change by ven is seen at once', async ({ page }) => {
  await go(page, 'local/networks');
  await press(page, 'New network …');
  await dialog(page).getByLabel('Name').fill('made');
  await dialog(page).getByLabel('Subnet').fill('10.78.0.0/16');
  await expect(dialog(page).getByRole('button', { name: 'Create network' })).toBeDisabled();
  await dialog(page).getByLabel('Subnet').fill('10.78.0.0/24');
  await accessible(page);
  await press(page, 'Create network');
  await expect(page).toHaveURL(/network=made/);
  await expect(page.getByText('No guest has a lease now.')).toBeVisible();
  await press(page, 'XML of made');
  await press(page, 'Change …');
  const xml = dialog(page).getByRole('textbox');
  await xml.fill((await xml.inputValue()).replace('<name>made</name>', '<name>other</name>'));
  await press(page, 'Save definition');
  await expect(dialog(page).getByText('The definition is not accepted: its name is made.')).toBeVisible();
  await accessible(page);
  // The focus is still in the dialog, after a refusal too.
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await done(ven.run('network', 'stop', 'made', '--host', 'local', '--yes'));
  await expect(page.getByRole('row', { name: /made not active/ })).toBeVisible();
  await press(page, 'Remove made');
  await page.getByRole('button', { name: 'Remove made' }).last().click();
  await expect(page.getByRole('row', { name: /made/ })).toHaveCount(0);
});

test('volumes: made, copied, enlarged, filled by ven, uploaded in the page, deleted', async ({ page }) => {
  await go(page, 'real/storage');
  await press(page, 'New pool …');
  await dialog(page).getByLabel('Name').fill(pool);
  await dialog(page).getByLabel('Folder on the host').fill('relative');
  await expect(dialog(page).getByText('use an absolute path')).toBeVisible();
  await dialog(page).getByLabel('Folder on the host').fill(path.join(own, 'pool'));
  await press(page, 'Create pool');
  await press(page, `New volume in ${pool}`);
  await dialog(page).getByLabel('Name').fill('a.raw');
  await dialog(page).getByLabel('Size (GiB)').fill('0.001');
  await accessible(page);
  await press(page, 'Create volume');
  await press(page, 'Actions on a.raw');
  await page.getByRole('menuitem', { name: 'Copy …' }).click();
  await press(page, 'Copy');
  await press(page, 'Actions on a-copy.raw');
  await page.getByRole('menuitem', { name: 'Enlarge …' }).click();
  await dialog(page).getByLabel('New size (GiB)').fill('0.002');
  await press(page, 'Enlarge');
  await expect(page.getByRole('row', { name: /a-copy.raw.*2\.0 MiB/ })).toBeVisible();

  const file = path.join(own, 'bytes.img');
  writeFileSync(file, Buffer.alloc(9_000_000, 'ven'));
  await press(page, `Upload into ${pool}`);
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'Choose a file …');
  await (await chooser).setFiles(file);
  await accessible(page);
  // The second part is lost: what was written stays, and the upload goes on there.
  await page.route(/bytes\?offset=4194304$/, (route) => route.abort(), { times: 1 });
  await press(page, 'Upload');
  await expect(dialog(page).getByText('bytes.img is incomplete')).toBeVisible();
  await press(page, 'Continue');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('row', { name: /bytes.img/ })).toBeVisible();
  const saved = path.join(own, 'saved');
  await done(ven.run('volume', 'download', pool, 'bytes.img', saved, '--host', 'real'));
  expect(readFileSync(saved).equals(readFileSync(file))).toBe(true);

  await done(ven.run('volume', 'remove', pool, 'a-copy.raw', '--host', 'real', '--yes'));
  await expect(page.getByRole('row', { name: /a-copy.raw/ })).toHaveCount(0);
  await press(page, 'Actions on a.raw');
  await page.getByRole('menuitem', { name: 'Delete …' }).click();
  await accessible(page);
  await press(page, 'Delete a.raw');
  await expect(page.getByRole('row', { name: /a.raw/ })).toHaveCount(0);
  // By another program, which libvirt reports.
  virsh('pool-destroy', pool);
  await expect(page.getByRole('button', { name: `Start ${pool}` })).toBeVisible();
  await done(ven.run('pool', 'remove', pool, '--host', 'real', '--yes'));
  await expect(page.getByText(pool)).toHaveCount(0);
});

test('a console that three people have open: one drives, the others watch, ask and take over', async ({
  browser,
}) => {
  const definition = path.join(own, 'shared.xml');
  writeFileSync(definition, SHARED);
  virsh('create', '--paused', definition);
  const uuid = virsh('domuuid', shared).trim();
  const sizes = [{ width: 1280, height: 800 }, { width: 390, height: 844 }, undefined];
  const [anna, ben, carl] = await Promise.all(
    sizes.map(async (viewport) => {
      const context = await browser.newContext(viewport ? { viewport } : {});
      const page = await context.newPage();
      await go(page, `real/domains/${uuid}`);
      return page;
    }),
  );
  if (!anna || !ben || !carl) throw new Error('three contexts were opened');
  const serial = (page: Page) => page.getByRole('region', { name: 'Serial console ttyS0' });
  const offer = (page: Page, name: string) => serial(page).getByRole('button', { name, exact: true });
  const type = async (page: Page) => {
    await serial(page).getByRole('textbox', { name: 'Terminal input' }).press('x');
  };
  await expect(ben.getByRole('button', { name: '3 people here' })).toBeVisible();
  await offer(carl, 'Typing enabled: make read-only').click();
  await type(anna);
  await expect(serial(anna).getByText('You are driving')).toBeVisible();
  await expect(serial(ben).getByText('in another window is driving')).toBeVisible();
  // The other consoles of the machine have nobody.
  await expect(ben.getByRole('region', { name: 'Screen' }).getByText('Nobody is driving')).toBeVisible();
  await type(ben);
  await expect(serial(ben).getByRole('alert')).toContainText('Not sent');
  await offer(ben, 'Ask').click();
  await expect(serial(anna).getByRole('alert')).toContainText('asks to drive');
  await accessible(anna);
  await offer(anna, 'Hand over').click();
  await expect(serial(ben).getByText('You are driving')).toBeVisible();
  await offer(anna, 'Take back').click();
  await expect(serial(anna).getByText('You are driving')).toBeVisible();
  await offer(ben, 'Take over').click();
  await expect(serial(ben).getByText('You are driving')).toBeVisible();
  await offer(anna, 'Lock').click();
  await expect(serial(ben).getByText('Locked by')).toBeVisible();
  // Who only looks is offered nothing but to unlock, which needs no console.
  await expect(offer(carl, 'Ask')).toBeHidden();
  await expect(offer(carl, 'Unlock')).toBeVisible();
  await ben.getByRole('button', { name: '3 people here' }).click();
  await expect(ben.getByRole('dialog', { name: 'Who is here' })).toContainText('ttyS0 driving');
  await fits(ben);
  await Promise.all([anna, ben, carl].map((page) => page.context().close()));
});

test('orphans: the page and ven list the same', async ({ page }) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/orphans`);
  await expect(page.getByRole('button', { name: 'Look again' })).toBeEnabled();
  await accessible(page);
  const { document } = await done(ven.run('orphans', '--json'));
  expect(document).toHaveProperty('orphans');
});
