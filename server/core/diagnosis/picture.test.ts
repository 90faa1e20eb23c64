import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { shippedRuleSet } from '../../../lib/rules/shipped.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { pictureOf } from './picture.ts';

const FIXTURES = '../../../lib/domain/screen-text/fixtures';
const fixture = (name: string): Buffer => readFileSync(new URL(`${FIXTURES}/${name}.png`, import.meta.url));
const look = (png: Buffer, stage: Stage) => pictureOf(png, shippedRuleSet(), stage);

test('a UEFI shell that waits on the display is a boot without anything to boot', () => {
  expect(look(fixture('uefi-shell'), 'firmware')).toMatchObject([
    {
      ...{ topic: 'picture', outcome: 'problem', finding: 'nothing-bootable', basis: 'observed' },
      evidence: null,
    },
  ]);
});

test('text that no rule knows is quoted', () => {
  const [shown] = look(fixture('linux-boot'), 'os-boot');
  expect(shown).toMatchObject({ topic: 'picture', outcome: 'fine', finding: null });
  expect(shown?.text).toMatch(/^The display shows: “.+”\.$/);
});

test('a blank display says so', () => {
  const png = PNG.sync.write(new PNG({ width: 64, height: 48 }));
  expect(look(png, 'firmware')).toMatchObject([
    { outcome: 'fine', text: 'Nothing on the display (64×48) can be read as text.' },
  ]);
});
