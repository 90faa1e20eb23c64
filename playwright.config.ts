import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/find-program.mjs';
import { RETRIES } from './scripts/test/tally.mjs';

const MINUTE = 60_000;
const browser = findBrowser();
/** What boots a node to ready. */
const STORIES = ['story.spec.ts', 'added-by-*.spec.ts'];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Files run side by side, the tests of one after each other: two machines at once are what two cores can bear.
  workers: 2,
  // The longest file first, so that it does not run alone at the end.
  projects: [
    { name: 'story', testMatch: STORIES },
    { name: 'others', testIgnore: STORIES },
  ],
  timeout: 5 * MINUTE,
  // A condition that holds is not waited for any longer.
  expect: { timeout: 30_000 },
  forbidOnly: true,
  retries: RETRIES,
  use: {
    // The machine's own: nothing is downloaded. Without one, tests that need it skip themselves.
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: ['--no-sandbox', '--disable-gpu'],
    },
    // Without a graphics card, what moves costs as much processor time as a guest.
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
