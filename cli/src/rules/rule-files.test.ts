import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linted, ownRules } from './rule-files.ts';

test('a file of rules, as YAML or JSON; what is wrong with it is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ven-rules-'));
  const file = (content: string) => {
    writeFileSync(join(folder, 'own.yaml'), content);
    return join(folder, 'own.yaml');
  };
  try {
    const good = {
      format: 1,
      title: 'Own',
      rules: [{ id: 'ping', when: 'contains', text: 'ping', stage: 'ipxe' }],
    };
    expect(ownRules([file(JSON.stringify(good))])).toMatchObject([{ title: 'Own', samples: [] }]);
    const clash = file(JSON.stringify(good).replace('"ping"', '"grub-rescue"'));
    expect(linted(clash).problems).toMatchObject([{ field: 'rules.0.id' }]);
    expect(() => ownRules([clash])).toThrow(/another file has a rule "grub-rescue"/);
    expect(linted(file('rules: [')).problems).toMatchObject([{ field: '' }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
