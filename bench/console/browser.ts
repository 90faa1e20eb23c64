import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/find-program.mjs';

export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error('no Chromium or Chrome: see node scripts/prepare.mjs test --check');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
