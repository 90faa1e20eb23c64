import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const findings = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What is shown now can be used with assistive technology. */
export async function accessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const result: unknown = await page.evaluate('axe.run().then(({ violations }) => violations)');
  expect(findings.parse(result).map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

/** It is, and nothing sticks out at the side. */
export async function fits(page: Page): Promise<void> {
  await accessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, 'nothing sticks out at the side').toBeLessThanOrEqual(0);
}
