import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/browser.mjs';

const MINUTE = 60_000;
const browser = findBrowser();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Every test boots machines; two at once are what two cores can bear, and the stories are long.
  workers: 1,
  timeout: 5 * MINUTE,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  use: {
    // The machine's own: nothing is downloaded. Without one, tests that need it skip themselves.
    launchOptions: { ...(browser === undefined ? {} : { executablePath: browser }), args: ['--no-sandbox'] },
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
