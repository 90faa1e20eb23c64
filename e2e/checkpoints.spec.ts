import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { removal } from '../lib/contract/node.ts';
import { newToken } from '../lib/contract/session.ts';
import { findBrowser } from '../scripts/find-program.mjs';
import { accessible } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { Ven } from './server/ven.ts';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

const NAME = `points-${process.pid}`;
// Made in `beforeAll`: Playwright also loads this file only to list its tests.
const own = path.join(tmpdir(), `ven-e2e-points-${process.pid}`);
const serving = new Serving();
const ven = new Ven(own);
let rest: Rest;

test.beforeAll(async () => {
  mkdirSync(own);
  await serving.start();
  rest = await Rest.open(serving.url);
  await rest.orchestrated();
  // Defined and left off: its disk is real, and nothing boots.
  const { operations } = await rest.create({ name: NAME, start: false, checkpointAt: 'onboarding' });
  await Promise.all(operations.map(({ id }) => rest.finished(id)));
  const { token } = newToken.parse(await rest.call('POST', '/tokens', { name: 'ven', role: 'admin' }));
  ven.set('VEN_URL', serving.url);
  ven.set('VEN_TOKEN', token);
});
test.afterAll(async () => {
  await serving.dispose();
  rmSync(own, { recursive: true, force: true });
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const dialog = (page: Page) => page.getByRole('dialog');
const question = (page: Page) => page.getByRole('alertdialog');
const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name });

test('checkpoints: made, seen at once when ven makes one, gone back to, cloned, deleted', async ({
  page,
}) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/nodes/${NAME}?tab=checkpoints`);
  await expect(page.getByText('No checkpoints')).toBeVisible();
  await expect(page.getByText('One is made before Onboarding begins.')).toBeVisible();

  await test.step('made, by keyboard', async () => {
    await press(page, 'Make checkpoint …');
    const name = dialog(page).getByLabel('Name');
    await expect(name).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Make checkpoint …' })).toBeFocused();
    await page.keyboard.press('Enter');
    await name.fill('no spaces please');
    await expect(dialog(page).getByText('use 1 to 63 letters')).toBeVisible();
    await expect(dialog(page).getByRole('button', { name: 'Make checkpoint' })).toBeDisabled();
    await name.fill('');
    await expect(dialog(page).getByText('Left empty, it is called at-defined')).toBeVisible();
    await accessible(page);
    await dialog(page).getByLabel('Note (optional)').fill('as created');
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toBeHidden();
    await expect(row(page, /at-defined.*as created/)).toBeVisible();
  });

  await test.step('seen at once', async () => {
    expect(await ven.run('checkpoint', 'create', NAME, 'second')).toMatchObject({ code: 0 });
    await expect(row(page, /second/)).toBeVisible();
    await expect(page.getByText(/^2 checkpoints, [\d.]+ .* on disk\./)).toBeVisible();
    await accessible(page);
  });

  await test.step('a name that is taken stays in the dialog, with the focus', async () => {
    await press(page, 'Make checkpoint …');
    await dialog(page).getByLabel('Name').fill('second');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByText(`"${NAME}" has a checkpoint "second" already.`)).toBeVisible();
    await expect(dialog(page).getByLabel('Name')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toBeHidden();
  });

  await test.step('gone back to, once it is confirmed', async () => {
    await press(page, 'Go back to at-defined');
    await expect(question(page).getByText(/is lost/)).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(question(page)).toBeHidden();
    await press(page, 'Go back to at-defined');
    await question(page).getByText('Start it afterwards').click();
    await question(page).getByRole('button', { name: 'Go back to at-defined' }).click();
    const done = ({ operation, state }: { operation: unknown; state: string }) =>
      operation === null && state === 'shut off';
    await rest.nodeThat(NAME, 'is back', done, 60_000);
    expect((await rest.node(NAME)).boots).toEqual([]);
    await expect(row(page, /second/)).toBeVisible();
  });

  await test.step('cloned, with the disk that it had then', async () => {
    await press(page, 'More actions');
    await page.getByRole('menuitem', { name: /Clone/ }).click();
    await dialog(page).getByLabel('Name').fill(`${NAME}-copy`);
    await dialog(page).getByRole('button', { name: /Disk/ }).click();
    await page.getByRole('option', { name: 'A copy of its disk at second' }).click();
    await expect(dialog(page).getByText(/Everything that identifies the system/)).toBeVisible();
    await dialog(page).getByText('Start it').click();
    await accessible(page);
    await dialog(page).getByRole('button', { name: 'Clone', exact: true }).click();
    await expect(page.getByRole('heading', { name: `${NAME}-copy` })).toBeVisible();
    const isDefined = ({ operation, state }: { operation: unknown; state: string }) =>
      operation === null && state === 'shut off';
    await rest.nodeThat(`${NAME}-copy`, 'is defined', isDefined, 60_000);
  });

  await test.step('deleted, and what it left on disk is merged', async () => {
    await page.goto(`${serving.url}/nodes/${NAME}?tab=checkpoints`);
    for (const name of ['second', 'at-defined']) {
      await press(page, `Delete ${name}`);
      await question(page)
        .getByRole('button', { name: `Delete ${name}` })
        .click();
      await expect(row(page, name)).toBeHidden();
    }
    await expect(page.getByText('No checkpoints')).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    await accessible(page);
  });
});

test('a disk is added to a node, and detached with its volume once that is chosen', async ({ page }) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/nodes/${NAME}?tab=details`);
  await expect(page.getByRole('button', { name: 'Detach vda' })).toBeDisabled();
  await press(page, 'Add disk …');
  await dialog(page).getByLabel('Size (GiB)').fill('0');
  await expect(dialog(page).getByRole('button', { name: 'Add disk' })).toBeDisabled();
  await dialog(page).getByLabel('Size (GiB)').fill('2');
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, /vdb.*2\.0 GiB.*virtio/)).toBeVisible();
  const volume = await row(page, /vdb/)
    .getByText(/\.\+[0-9a-f]{8}\.qcow2$/)
    .innerText();

  await press(page, 'Detach vdb');
  await expect(dialog(page).getByText(`Volume ${volume}`)).toBeVisible();
  await expect(dialog(page).getByRole('button', { name: 'Detach', exact: true })).toBeDisabled();
  await dialog(page).getByText('Delete the volume').click();
  await accessible(page);
  await dialog(page).getByRole('button', { name: 'Detach and delete the volume' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, /vdb/)).toBeHidden();
  const { items } = removal.parse(await rest.call('GET', `/nodes/${NAME}/removal`));
  expect(items.map(({ name }) => name)).not.toContain(volume);
});
