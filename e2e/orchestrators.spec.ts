import { expect, test, type Page } from '@playwright/test';
import { findBrowser } from '../scripts/find-program.mjs';
import { accessible } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { Serving } from './server/serving.ts';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

let serving: Serving;

test.beforeAll(async () => {
  serving = new Serving({ VEN_SIMULATOR: 'off' });
  await serving.start();
});

test.afterAll(() => serving.dispose());

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('button', { name: label }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: option })).toBeVisible();
  await page.keyboard.type(option);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: label })).toContainText(option);
}

test('by keyboard: an HTTP boot server is added, corrected, edited and removed', async ({ page }) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/orchestrators?add`);
  await expect(page).toHaveURL(/\/orchestrators\/new$/);
  await expect(page.getByRole('textbox', { name: 'Cluster domain' })).toBeVisible();
  // The page puts the focus there when its scripts run.
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
  await choose(page, 'Kind', 'HTTP boot server');

  await test.step('what is wrong is said at its field, and nothing is lost', async () => {
    await page.getByRole('textbox', { name: 'Name', exact: true }).focus();
    await page.keyboard.type('Lab PXE');
    await page.keyboard.press('Enter');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await expect(name).toBeFocused();
    await expect(name).toHaveAccessibleDescription(/lower-case letters/);
    await expect(page.getByRole('textbox', { name: 'Boot program', exact: true })).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    await accessible(page);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('lab-pxe');
  });

  await test.step('a draft is there again after the page was left', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Hosts' }).press('Enter');
    await expect(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('lab-pxe');
  });

  await test.step('add', async () => {
    const authority = page.getByRole('textbox', { name: 'CA of the boot program’s server' });
    await authority.fill('no certificate');
    await page.getByRole('textbox', { name: 'Boot program', exact: true }).focus();
    await expect(authority).toHaveAccessibleDescription(/paste certificates as PEM/);
    await authority.clear();
    await page.getByRole('textbox', { name: 'Boot program', exact: true }).focus();
    await page.keyboard.type('http://boot.example.com/ipxe.efi');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'lab-pxe', level: 2 })).toBeVisible();
    await expect(page).toHaveURL(/\/orchestrators$/);
  });

  await test.step('edit', async () => {
    await page.getByRole('button', { name: 'Edit lab-pxe' }).press('Enter');
    const program = page.getByRole('textbox', { name: 'Boot program', exact: true });
    await expect(program).toHaveValue('http://boot.example.com/ipxe.efi');
    await program.press('ControlOrMeta+a');
    await page.keyboard.type('http://boot.example.com/other.efi');
    await page.keyboard.press('Enter');
    await expect(page.getByText('http://boot.example.com/other.efi')).toBeVisible();
  });

  await test.step('remove', async () => {
    await page.getByRole('button', { name: 'Remove lab-pxe' }).press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Remove lab-pxe?' });
    await expect(question).toContainText('The console forgets its address');
    await question.getByRole('button', { name: 'Remove' }).press('Enter');
    await expect(page.getByRole('heading', { name: 'lab-pxe', level: 2 })).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Nothing to boot from' })).toBeVisible();
  });
});

test('without an orchestrator that boots nodes, adding one is offered first', async ({ page }) => {
  await signIn(page, serving.url);
  await page.getByRole('link', { name: 'Add an orchestrator' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Add orchestrator', level: 1 })).toBeVisible();
});
