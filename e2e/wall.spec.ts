import { expect, test, type Page } from '@playwright/test';
import { fits } from './models/accessible.ts';
import { signIn } from './models/session.ts';
import { WallServing } from './server/wall.ts';
import { findBrowser } from '../scripts/find-program.mjs';

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

const serving = new WallServing();

test.beforeAll(() => serving.start(8));
test.afterAll(() => serving.dispose());

const tileOf = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}:`) });

test('the wall: who needs attention first, live output, keys, filters in the address, the big screen', async ({
  page,
}) => {
  await signIn(page, serving.url);
  const [failed = '', second = '', third = ''] = serving.nodes;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Wall' }).click();
  const tiles = page.getByRole('list', { name: 'Boots' }).getByRole('listitem');
  await expect(tiles).toHaveCount(serving.nodes.length);

  await test.step('the failed one comes first, with its cause', async () => {
    await expect(tiles.first()).toContainText(failed);
    await expect(tiles.first()).toContainText('could not fetch the boot program over HTTPS');
    await fits(page);
  });

  await test.step('what a guest prints appears', async () => {
    await tileOf(page, second).scrollIntoViewIfNeeded();
    serving.print(1, 'hello from the second\r\n');
    await expect(page.getByLabel(`Last output of ${second}`)).toContainText('hello from the second');
  });

  await test.step('keys walk, enlarge in place and make small', async () => {
    await tileOf(page, failed).focus();
    await page.keyboard.press('ArrowRight');
    await expect(tileOf(page, failed)).not.toBeFocused();
    await page.keyboard.press('Home');
    await expect(tileOf(page, failed)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(tileOf(page, failed)).toHaveAttribute('aria-expanded', 'true');
    await expect(tiles.first()).toContainText('Next:');
    await expect(page).toHaveURL(/node=/);
    await fits(page);
    await page.keyboard.press('Escape');
    await expect(tileOf(page, failed)).toHaveAttribute('aria-expanded', 'false');
    await expect(tileOf(page, failed)).toBeFocused();
  });

  await test.step('nothing jumps under the eyes, and the order follows once they are away', async () => {
    const before = await tiles.allTextContents();
    const at = before.findIndex((text) => text.includes(third));
    await tileOf(page, third).hover();
    serving.print(2, '\r\ngrub rescue> ');
    await expect(tileOf(page, third)).toHaveAccessibleName(/Failed/);
    await expect(tiles.nth(at)).toContainText(third);
    await page.mouse.move(5, 5);
    await page.locator('h1').click();
    await expect(tiles.nth(1).or(tiles.first()).filter({ hasText: third })).toBeVisible();
  });

  await test.step('displays in place of output', async () => {
    await page.getByRole('button', { name: 'Show displays' }).click();
    await expect(page.getByRole('img', { name: `Display of ${second}` })).toBeVisible();
    await page.getByRole('button', { name: 'Show what they print' }).click();
    await expect(page).not.toHaveURL(/view=/);
  });

  await test.step('filters are part of the address', async () => {
    await page.getByRole('button', { name: 'Filter the wall' }).click();
    await page.getByRole('menuitem', { name: /^Host: local/ }).click();
    await expect(page).toHaveURL(/host=local/);
    await page.goto(`${serving.url}/wall?host=elsewhere`);
    await expect(page.getByRole('heading', { name: 'No boot here' })).toBeVisible();
    await page.getByRole('button', { name: 'Show all boots' }).click();
    await expect(tiles).toHaveCount(serving.nodes.length);
  });

  await test.step('the big screen has nothing but the wall; all tiles are in sight', async () => {
    await page.keyboard.press('b');
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
    await expect(page).toHaveURL(/big=1/);
    for (const name of serving.nodes) await expect(tileOf(page, name)).toBeInViewport({ ratio: 0.9 });
    await fits(page);
    await page.keyboard.press('b');
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  });

  await test.step('o opens the node', async () => {
    await tileOf(page, failed).focus();
    await page.keyboard.press('o');
    await expect(page.getByRole('heading', { name: failed, exact: true })).toBeVisible();
  });
});

test('the wall on a phone, in the dark', async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/wall`);
  await expect(tileOf(page, serving.nodes[0] ?? '')).toBeVisible();
  await fits(page);
  await tileOf(page, serving.nodes[0] ?? '').click();
  await expect(page.getByRole('link', { name: 'Open node' })).toBeVisible();
  await fits(page);
  await context.close();
});

test('presenting: big type, nothing secret, frozen, and others follow', async ({ browser }) => {
  const [presenter, follower] = await Promise.all(
    [1, 2].map(async () => {
      const page = await (await browser.newContext()).newPage();
      await signIn(page, serving.url);
      return page;
    }),
  );
  if (!presenter || !follower) throw new Error('no pages');
  const [first = '', second = ''] = serving.nodes;
  await presenter.getByRole('link', { name: first, exact: true }).click();
  await expect(presenter.getByRole('heading', { name: first, exact: true })).toBeVisible();
  const serial = await presenter
    .locator('header')
    .getByText(/^[A-Z0-9]{8,}$/)
    .first()
    .textContent();
  const bar = presenter.getByRole('region', { name: 'Presenting' });

  await test.step('secrets are hidden, and shown again on demand', async () => {
    await presenter.getByRole('button', { name: 'Present', exact: true }).click();
    await expect(bar).toContainText(first);
    await expect(presenter.getByRole('navigation', { name: 'Main' })).toBeHidden();
    await expect(presenter.getByText('••••••').first()).toBeVisible();
    await expect(presenter.getByText(serial ?? '', { exact: true })).toHaveCount(0);
    await expect(presenter.getByRole('region', { name: 'Explanation' })).toBeVisible();
    await fits(presenter);
    await bar.getByRole('button', { name: 'Hide what is secret (m)' }).click();
    await expect(presenter.getByText(serial ?? '', { exact: true }).first()).toBeVisible();
  });

  await test.step('others follow: the same page, and where the laser points', async () => {
    await bar.getByRole('button', { name: 'Let others follow' }).click();
    await expect(follower.getByText('presenter@example.org is presenting')).toBeVisible();
    await follower.getByRole('button', { name: 'Follow', exact: true }).click();
    await expect(follower.getByRole('heading', { name: first, exact: true })).toBeVisible();
    await presenter.getByRole('tab', { name: 'Details' }).click();
    await expect(follower.getByRole('tab', { name: 'Details' })).toHaveAttribute('aria-selected', 'true');
    await bar.getByRole('button', { name: 'Next node (n)' }).click();
    await expect(follower.getByRole('heading', { name: second, exact: true })).toBeVisible();
    await presenter.keyboard.down('l');
    await presenter.mouse.move(320, 200);
    await expect(follower.locator('[data-laser]')).toBeVisible();
    await presenter.keyboard.up('l');
    await expect(follower.locator('[data-laser]')).toBeHidden();
  });

  await test.step('frozen, the picture stays while the boot goes on', async () => {
    await presenter.keyboard.press('w');
    await expect(follower).toHaveURL(/\/wall$/);
    await expect(tileOf(follower, second)).toBeVisible();
    await tileOf(presenter, second).scrollIntoViewIfNeeded();
    await bar.getByRole('button', { name: 'Freeze (f)' }).click();
    serving.print(1, '\r\nwhile it is frozen\r\n');
    await tileOf(follower, second).scrollIntoViewIfNeeded();
    await expect(follower.getByLabel(`Last output of ${second}`)).toContainText('while it is frozen');
    await expect(presenter.locator('[inert]')).not.toContainText('while it is frozen');
    await bar.getByRole('button', { name: 'Live' }).click();
    await expect(presenter.locator('[inert]')).toHaveCount(0);
  });

  await test.step('it ends for those who follow', async () => {
    await presenter.keyboard.press('?');
    await expect(presenter.getByRole('dialog', { name: 'Keys for presenting' })).toBeVisible();
    await presenter.keyboard.press('Escape');
    await bar.getByRole('button', { name: 'Stop presenting' }).click();
    await expect(presenter.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expect(follower.getByText('Following')).toBeHidden();
  });
  for (const page of [presenter, follower]) await page.context().close();
});

test('a wall is shared: its guest sees the tiles and their output, and no page of the console', async ({
  page,
  browser,
}) => {
  await signIn(page, serving.url);
  await page.goto(`${serving.url}/wall`);
  await page.getByRole('button', { name: 'Share …' }).click();
  await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'Create link' }).click();
  const address = await page.getByRole('textbox', { name: 'Address' }).inputValue();
  const context = await browser.newContext();
  const guest = await context.newPage();
  const refused: string[] = [];
  guest.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  await guest.goto(address);
  const tiles = guest.getByRole('list', { name: 'Boots' }).getByRole('listitem');
  await expect(tiles).toHaveCount(serving.nodes.length);
  const [, second = ''] = serving.nodes;
  serving.print(1, 'hello guests\r\n');
  await expect(guest.getByLabel(`Last output of ${second}`)).toContainText('hello guests');
  await tileOf(guest, second).click();
  await expect(guest.getByRole('link')).toHaveCount(0);
  await fits(guest);
  expect(refused).toEqual([]);
  await context.close();
});

test('a page whose files are dropped on their way asks for them again', async ({ page }) => {
  await signIn(page, serving.url);
  const dropped = new Set<string>();
  await page.route(/\/_next\/static\/.*\.(js|css)/, (route) => {
    const url = route.request().url();
    if (dropped.has(url)) return route.continue();
    dropped.add(url);
    return route.abort('connectionaborted');
  });
  await page.goto(`${serving.url}/wall`);
  await expect(page.getByRole('list', { name: 'Boots' }).getByRole('listitem')).toHaveCount(
    serving.nodes.length,
  );
  expect([...dropped].some((url) => url.endsWith('.css'))).toBe(true);
  await fits(page);
});
