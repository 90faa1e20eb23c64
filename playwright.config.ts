import { defineConfig } from '@playwright/test';

const MINUTE = 60_000;

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
    // The distribution's own: nothing is downloaded.
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
