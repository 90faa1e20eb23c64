import { expect, test, type Page } from '@playwright/test';
import { accessible } from './models/accessible.ts';
import { SerialPane, screenColours } from './models/consoles.ts';
import { NodePage } from './models/node-page.ts';
import { signIn } from './models/session.ts';
import { node } from '../lib/contract/node.ts';
import { inOrder, NETWORK_BOOT, SECURE_BOOT_MATCH } from '../server/testing/console/boot-texts.ts';
import { repeatsRecording } from '../server/testing/console/recordings.ts';
import { traces } from './server/host-inventory.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { findBrowser } from '../scripts/find-program.mjs';

const MINUTE = 60_000;
const NAME = `story-${process.pid}`;

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

/** The way to ready, and whether libvirt and the orchestrator say so or the serial console shows it. */
const WAY = [
  ['defined', 'confirmed'],
  ['powered-on', 'confirmed'],
  ['firmware', 'observed'],
  ['address', 'observed'],
  ['http-boot', 'observed'],
  ['ipxe', 'observed'],
  ['micro-os-download', 'observed'],
  ['micro-os', 'observed'],
  ['onboarding', 'confirmed'],
  ['provisioning', 'confirmed'],
  ['rebooting', 'confirmed'],
  ['os-boot', 'observed'],
] as const;

async function create(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create your first node' }).click({ timeout: MINUTE });
  const dialog = page.getByRole('dialog', { name: 'Create nodes' });
  await dialog.getByLabel('Name').fill(NAME);
  await dialog.getByRole('textbox', { name: 'vCPUs' }).fill('1');
  await expect(dialog.getByRole('region', { name: 'Preview' })).toContainText(NAME);
  await dialog.getByText('libvirt XML').click();
  const xml = dialog.getByLabel('XML', { exact: true });
  await expect(xml).toContainText(`<name>${NAME}</name>`);
  await accessible(page);
  await dialog.getByRole('radio', { name: 'Network XML' }).click();
  await expect(xml).toContainText('<network');
  await dialog.getByRole('button', { name: 'Create node' }).click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
}

/** What there is to do with a screen; pressing Ctrl-Alt-Del would reset the machine. */
async function screenControls({ screen }: NodePage): Promise<void> {
  await screen.getByRole('button', { name: 'Keys' }).click();
  await expect(screen.getByRole('button', { name: 'Ctrl-Alt-Del' })).toBeEnabled();
  await screen.getByRole('button', { name: 'Text of the screen' }).click();
  await expect(screen.getByRole('document', { name: 'Text of the screen' })).toContainText(/[a-z]{3}/);
  await screen.getByRole('button', { name: 'Text of the screen' }).click();
  await expect(screen.getByRole('button', { name: 'Full screen' })).toBeEnabled();
  await screen.getByRole('button', { name: 'Show at actual size' }).click();
  await screen.getByRole('button', { name: 'Scale to fit' }).click();
}

/** Both ports are there, can be searched, and a stage leads to the line that showed it. */
async function consoleTools(page: Page, shown: NodePage, line: string): Promise<void> {
  const ports = page.getByRole('radiogroup', { name: 'Serial port' });
  await ports.getByRole('radio', { name: 'ttyS1' }).click();
  await new SerialPane(page, 1).says(/login:/, MINUTE);
  await ports.getByRole('radio', { name: 'ttyS0' }).click();
  const serial = new SerialPane(page);
  await serial.search('Start HTTP Boot');
  await expect(serial.found).toHaveText(/^\d+ of \d+$/);
  await page.keyboard.press('Escape');
  await shown.stage('ipxe').getByRole('button').click();
  await expect(page).toHaveURL(/offset=\d+/);
  // Whichever port showed it first; the copy button copies what is selected.
  const port = new URL(page.url()).searchParams.get('port');
  const selected = () => new SerialPane(page, Number(port)).text();
  await expect.poll(async () => line.includes((await selected()) || 'nothing')).toBe(true);
}

/** On both ports: no prompt for an account, kernel output only on the second, and a login on each. */
async function serialTexts(rest: Rest): Promise<void> {
  const read = (port: number) => rest.bytes(`/nodes/${NAME}/boots/1/log/${port}`);
  await repeatsRecording('nio-ubuntu', read);
  const { orchestratorView } = node.parse(await rest.call('GET', `/nodes/${NAME}`));
  const host = orchestratorView?.hostId ?? 'no host';
  for (const port of [0, 1]) {
    const text = (await read(port)).toString();
    const welcome = [`Ubuntu 24.04 LTS ${host} ttyS${port}`, `${host} login: `];
    inOrder(text, [...NETWORK_BOOT, SECURE_BOOT_MATCH, 'BdsDxe: starting Boot', ...welcome]);
    expect(text).not.toContain('Username');
    expect(text.includes('] Linux version')).toBe(port === 1);
    expect(text.includes('reboot: Restarting system')).toBe(port === 1);
  }
}

/** Its page, and the way to it: among the deleted nodes, and from the run that made it. */
async function storyOfTheDeleted(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/runs`);
  await page
    .getByRole('row', { name: /1 of 1 ready/ })
    .getByRole('link', { name: /· 1 node ·/ })
    .click();
  await expect(page.getByRole('row', { name: NAME })).toContainText('Was ready');
  await page.goto(`${url}/?show=deleted`);
  await page.getByRole('row', { name: NAME }).getByRole('link', { name: 'Boots and logs' }).click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
  await new SerialPane(page).says(/Start HTTP Boot over IPv4/, MINUTE);
  await accessible(page);
}

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
    await test.step('create', () => create(page));

    const rest = await Rest.open(serving.url);
    const told = async () => node.parse(await rest.call('GET', `/nodes/${NAME}`));
    const { uuid } = await told();
    const trail = { name: NAME, uuid, dataDir: serving.dataDir };

    const serial = new SerialPane(page);
    const shown = new NodePage(page, NAME);
    await test.step('firmware on the serial console, pixels on the screen', async () => {
      await serial.says(/Start HTTP Boot over IPv4/, 2 * MINUTE);
      await expect.poll(() => screenColours(page), { timeout: MINUTE }).toBeGreaterThan(1);
      await screenControls(shown);
      await accessible(page);
    });

    await test.step('reload in the middle of the boot: the history is there from the first byte', async () => {
      await serial.says(/iPXE boot success/, 3 * MINUTE);
      await page.reload();
      await serial.says(/Start HTTP Boot over IPv4[\s\S]*iPXE boot success/, MINUTE);
    });

    await test.step('ready, confirmed by the orchestrator', async () => {
      await expect(shown.stage('provisioning')).toBeVisible({ timeout: 5 * MINUTE });
      await expect(shown.header.getByText('Ready', { exact: true })).toBeVisible({ timeout: 5 * MINUTE });
      await shown.passed(WAY);
      expect((await told()).stages.at(-1)).toMatchObject({ stage: 'ready', basis: 'confirmed' });
    });

    await test.step('serial ports as recorded', () => serialTexts(rest));

    await test.step('ports, search, evidence', async () => {
      const seen = (await told()).stages.find(({ stage }) => stage === 'ipxe')?.evidence;
      await consoleTools(page, shown, seen?.line ?? '');
    });

    await test.step('delete, and nothing is left', async () => {
      const kinds = new Set(traces(trail).map((trace) => trace.split(' ')[0]));
      expect([...kinds]).toEqual(['domain', 'network', 'pool', 'volume', 'nvram', 'tpm']);
      const dialog = await shown.delete();
      await expect(dialog.getByText(NAME).first()).toBeVisible();
      await accessible(page);
      await dialog.getByRole('button', { name: /^Delete/ }).click();
      await expect.poll(() => traces(trail), { timeout: MINUTE }).toEqual([]);
    });

    await test.step('its story stays', () => storyOfTheDeleted(page, serving.url));
    expect(errors).toEqual([]);
  } finally {
    await serving.dispose();
  }
});
