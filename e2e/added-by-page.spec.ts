import { expect, test, type Page } from '@playwright/test';
import { inOrder, NETWORK_BOOT, SECURE_BOOT_MATCH } from '../server/testing/console/boot-texts.ts';
import { findBrowser } from '../scripts/find-program.mjs';
import { OrchestratorForm } from './models/orchestrator-form.ts';
import { NodePage } from './models/node-page.ts';
import { signIn } from './models/session.ts';
import { traces } from './server/host-inventory.ts';
import * as story from './server/installation-story.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { Stranger } from './server/stranger.ts';

const MINUTE = 60_000;
const LAB = 'lab';
const NAME = `page-${process.pid}`;

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  // The name of such a button is its value and its label.
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Its OS is the orchestrator's default: no other one can be named for an interactive node. */
async function installAutomatically(page: Page): Promise<void> {
  await page.getByRole('button', { name: `Change what ${LAB} installs automatically` }).click();
  const dialog = page.getByRole('dialog', { name: `What ${LAB} installs automatically` });
  await dialog.getByText('Install it automatically on every machine').click();
  await dialog.getByLabel(`Type “${LAB}” to confirm`).fill(LAB);
  await dialog.getByRole('button', { name: 'Change for the whole project' }).click();
  await expect(dialog).toBeHidden();
}

/** As small as the systems allow that the simulator installs, on a bus that their kernel has a driver for. */
async function create(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/?create=1`);
  const dialog = page.getByRole('dialog', { name: 'Create nodes' });
  await choose(page, 'Template', /^Default OS/);
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(NAME);
  await choose(page, 'Onboarding', /^Interactive/);
  const text = (label: string) => dialog.getByRole('textbox', { name: label, exact: true });
  await text('vCPUs').fill('1');
  await text('Memory, MiB').fill('1024');
  await text('Disk, GiB').fill('1');
  await dialog.getByText('Machine', { exact: true }).click();
  await choose(page, 'Disk bus', /SCSI/i);
  await expect(dialog.getByRole('region', { name: 'Preview' })).toContainText(NAME);
  await dialog.getByRole('button', { name: 'Create node' }).click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
  // Its consoles would cost the browser as much as the machine costs QEMU.
  await page.goto(url);
}

/** An installed system is restarted, switched off by its power button, and on again; then from the network. */
async function restartIt(rest: Rest): Promise<void> {
  await rest.act(NAME, 'reboot');
  await rest.nodeThat(NAME, 'restarts', ({ stage }) => stage === 'rebooting', MINUTE);
  const again = await story.readyAgain(rest, NAME, 1);
  expect(again.failure).toBeNull();
  expect(story.toldStages(again).slice(-3)).toEqual([
    'rebooting confirmed passed',
    'os-boot observed passed',
    'ready confirmed passed',
  ]);
  await rest.act(NAME, 'shutdown');
  const off = await rest.node(NAME);
  expect(off).toMatchObject({ state: 'shut off', stage: 'ready', failure: null });
  expect(off.boots).toMatchObject([{ number: 1, endReason: 'shutdown', failure: null }]);
  await rest.act(NAME, 'start');
  const second = await story.readyAgain(rest, NAME, 2);
  // Nothing of the installation is told again.
  expect(second.stages.map(({ stage }) => stage)).toEqual(['powered-on', 'firmware', 'os-boot', 'ready']);
  await rest.act(NAME, 'stop');
  await rest.act(NAME, 'netboot');
  const fromNetwork = ({ stages }: typeof second) =>
    stages.some(({ stage, outcome }) => stage === 'http-boot' && outcome === 'passed');
  await rest.nodeThat(NAME, 'boots from the network', fromNetwork, 3 * MINUTE);
}

test('an Edge Orchestrator added in the page: an interactive node to ready, whose server is killed meanwhile', async ({
  page,
}) => {
  test.setTimeout(14 * MINUTE);
  await using stranger = await Stranger.start();
  const serving = new Serving({ VEN_SIMULATOR: 'off' });
  try {
    await serving.start();
    page.setDefaultTimeout(MINUTE);
    await signIn(page, serving.url);
    await test.step('it is added, with the CA of its boot service and its key for Secure Boot confirmed', async () => {
      await page.getByRole('link', { name: 'Add an orchestrator' }).click();
      const form = new OrchestratorForm(page);
      await form.fill(stranger, LAB);
      expect(await form.trustWhatIsFound()).toBe(2);
      await expect(form.summary).toHaveText(/^(Everything works|Works, with)/);
      await form.save();
      await expect(page.getByRole('heading', { name: LAB, level: 2 })).toBeVisible();
      await installAutomatically(page);
    });
    await test.step('create', () => create(page, serving.url));

    const rest = await Rest.open(serving.url);
    const { uuid } = await rest.node(NAME);
    const trail = { name: NAME, uuid, dataDir: serving.dataDir };
    await test.step('the server is killed while the account is typed', async () => {
      await story.killedAt('onboarding', serving, rest, NAME);
      await rest.act(NAME, 'pause');
      expect(await rest.node(NAME)).toMatchObject({ state: 'paused', failure: null });
      await rest.act(NAME, 'resume');
    });

    const shown = new NodePage(page, NAME);
    await test.step('ready', async () => {
      const ready = await story.readyAgain(rest, NAME, 1);
      expect(ready).toMatchObject({ failure: null, state: 'running', answering: { by: 'console' } });
      expect(story.toldStages(ready)).toEqual([
        ...['defined confirmed passed', ...story.ONBOARDED, 'rebooting confirmed passed'],
        ...['os-boot observed passed', 'ready confirmed passed'],
      ]);
      expect(ready.orchestratorView?.os).toContain('Ubuntu');
      await page.getByRole('row', { name: NAME }).getByRole('link', { name: NAME }).click();
      await expect(shown.header.getByText('Ready', { exact: true })).toBeVisible();
    });

    await test.step('evidence', async () => {
      await story.hasEvidence({ rest, stranger, name: NAME }, 'io-ubuntu', 12);
      const typedAt = (await rest.node(NAME)).answering?.port;
      const { username } = stranger.facts.onboardingAccount;
      for (const [port, text] of (await story.serialTexts(rest, NAME)).entries()) {
        inOrder(text, [...NETWORK_BOOT, 'Username: ', SECURE_BOOT_MATCH, 'login: ']);
        // Typed on one port, and echoed on no other.
        expect(text.includes(username)).toBe(port === typedAt);
        expect(text.includes('\r\n\r\nUsername, Password received: Processing\r\n')).toBe(port === typedAt);
      }
      expect(await story.firstBootOptions(rest, NAME)).toEqual([
        'ubuntu',
        expect.stringContaining('HARDDISK'),
      ]);
    });
    await test.step('restarted, off and on, from the network', () => restartIt(rest));

    await test.step('node and orchestrator are removed', async () => {
      const question = await shown.delete();
      await question.getByRole('button', { name: /^Delete/ }).click();
      await expect.poll(() => traces(trail), { timeout: MINUTE }).toEqual([]);
      await page.goto(`${serving.url}/orchestrators`);
      await page.getByRole('button', { name: `Remove ${LAB}` }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
      await expect(page.getByRole('heading', { name: 'Nothing to boot from' })).toBeVisible();
    });
  } finally {
    await serving.dispose();
  }
});
