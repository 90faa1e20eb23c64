import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../../lib/domain/rules/explain.ts';
import type { BootSubject } from '../../../lib/domain/recogniser/boot-subject.ts';
import type { Actor } from '../api.ts';
import { Rules } from './rules.ts';

const OPERATOR: Actor = { userId: 'u', name: 'o', role: 'operator' };
const SOURCE = `format: 1
title: Our image
rules:
  - id: licence-missing
    when: contains
    text: ACME-LIC
    shape: 'ACME-LIC-(\\d+): missing'
    from: os-boot
    failure:
      class: os
      cause: The image found no licence (code $1).
      fix: Add the licence.
      severity: final
      rank: cause
samples:
  - { name: A missing licence, from: os-boot, log: ['ACME-LIC-7: missing'], failure: licence-missing, cause: code 7 }
`;

let folder = '';
let rules: Rules;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ven-rules-'));
  rules = new Rules(join(folder, 'rules'));
});
afterAll(() => rm(folder, { recursive: true }));

const causeOf = async (text: string) =>
  explain([{ port: 0, bytes: Buffer.from(text) }], { rules: await rules.set('onboarding'), from: 'os-boot' })
    .failure?.cause;

describe('own rules', () => {
  test('an invalid file is refused, field by field, and nothing is written', async () => {
    const source = SOURCE.replace('(\\d+)', '(\\d+').replace('code 7 }', 'code 8 }');
    await expect(rules.save('ours', { source, basedOn: null }, OPERATOR)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ field: 'rules.0.shape' }],
    });
    const lint = await rules.lint(SOURCE.replace('code 7 }', 'code 8 }'));
    expect(lint.map(({ field }) => field)).toEqual(['samples.0']);
    expect(lint[0]?.message).toMatch(/code 8/);
    expect((await rules.list()).every(({ shipped }) => shipped)).toBe(true);
  });

  test('a saved file is used by the next boot, before the shipped ones; its samples run', async () => {
    const before = await rules.set('onboarding');
    const saved = await rules.save('ours', { source: SOURCE, basedOn: null }, OPERATOR);
    expect(saved).toMatchObject({ shipped: false, rules: 1, samples: 1, problems: [] });
    expect(await causeOf('ACME-LIC-7: missing\n')).toBe('The image found no licence (code 7).');
    expect(await causeOf('grub rescue> ')).toMatch(/rescue shell/);
    expect(await rules.set('onboarding')).not.toBe(before);
    expect(await rules.set('onboarding')).toBe(await rules.set('onboarding'));
    const results = await rules.test();
    expect(results[0]).toEqual({ file: 'Our image', sample: 'A missing licence', problems: [] });
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(await readdir(join(folder, 'rules'))).toEqual(['ours.yaml']);
  });

  test('two people at once: the second is told', async () => {
    const { revision } = await rules.get('ours');
    const edited = SOURCE.replace('Our image', 'Our images');
    await rules.save('ours', { source: edited, basedOn: revision }, OPERATOR);
    const late = rules.save('ours', { source: SOURCE, basedOn: revision }, OPERATOR);
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    await expect(rules.save('ours', { source: SOURCE, basedOn: null }, OPERATOR)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('a draft is tried in place of what is saved', async () => {
    const draft = SOURCE.replace('no licence', 'no key');
    const set = await rules.setWith(draft, 'onboarding', {});
    const texts = [{ port: 0, bytes: Buffer.from('ACME-LIC-7: missing\n') }];
    expect(explain(texts, { rules: set, from: 'os-boot' }).failure?.cause).toMatch(/no key/);
  });

  test('a rule that is switched off stays in its file and is not used; its samples run', async () => {
    const { revision, source } = await rules.get('ours');
    const off = source.replace('when: contains', 'isOff: true\n    when: contains');
    const saved = await rules.save('ours', { source: off, basedOn: revision }, OPERATOR);
    expect(saved).toMatchObject({ rules: 1, content: { rules: [{ isOff: true }] } });
    expect(await causeOf('ACME-LIC-7: missing\n')).toBeUndefined();
    expect((await rules.test())[0]).toEqual({
      file: 'Our images',
      sample: 'A missing licence',
      problems: [],
    });
    await rules.save('ours', { source, basedOn: saved.revision }, OPERATOR);
    expect(await causeOf('ACME-LIC-7: missing\n')).toMatch(/code 7/);
  });

  test('a rule for some OS profiles and releases only is read for those', async () => {
    const { revision, source } = await rules.get('ours');
    const selective = source
      .replace('when: contains', 'osProfiles: [ubuntu-*]\n    releases: ["2026.1"]\n    when: contains')
      .replace(
        '{ name: A missing licence,',
        '{ name: A missing licence, osProfile: ubuntu-24.04, release: 2026.1.3,',
      );
    const without = selective.replace('release: 2026.1.3, ', '');
    await expect(rules.save('ours', { source: without, basedOn: revision }, OPERATOR)).rejects.toMatchObject({
      errors: [{ field: 'samples.0.release' }],
    });
    const saved = await rules.save('ours', { source: selective, basedOn: revision }, OPERATOR);
    const ids = async (subject: BootSubject) =>
      (await rules.set('onboarding', subject)).rules.map(({ id }) => id);
    const node = { osProfile: 'ubuntu-24.04', release: '2026.1.0' };
    expect(await ids(node)).toContain('licence-missing');
    expect(await ids({ ...node, release: '2026.2' })).not.toContain('licence-missing');
    expect(await ids({})).not.toContain('licence-missing');
    expect(await rules.set('onboarding', node)).toBe(
      await rules.set('onboarding', { ...node, release: '2026.1' }),
    );
    await rules.save('ours', { source, basedOn: saved.revision }, OPERATOR);
  });

  test('files that somebody put there: a broken one is listed with its problems, and not used', async () => {
    await writeFile(join(folder, 'rules', 'broken.yml'), 'rules: [');
    await writeFile(join(folder, 'rules', 'ipxe.yaml'), SOURCE);
    await writeFile(join(folder, 'rules', 'notes.txt'), 'x');
    const own = (await rules.list()).filter(({ shipped }) => !shipped);
    expect(own.map(({ name, problems }) => [name, problems.length])).toEqual([
      ['broken', 1],
      ['ipxe', 1],
      ['ours', 0],
    ]);
    expect(await causeOf('ACME-LIC-7: missing\n')).toMatch(/code 7/);
  });

  test('shipped files stay; own ones can be removed; a viewer may do neither', async () => {
    const viewer: Actor = { ...OPERATOR, role: 'viewer' };
    expect(() => rules.remove('ours', viewer)).toThrow(/rules.write/);
    await expect(rules.remove('ipxe', OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
    await expect(rules.save('../x', { source: SOURCE, basedOn: null }, OPERATOR)).rejects.toMatchObject({
      code: 'invalid',
    });
    await rules.remove('ours', OPERATOR);
    await expect(rules.get('ours')).rejects.toMatchObject({ code: 'not-found' });
    expect(await causeOf('ACME-LIC-7: missing\n')).toBeUndefined();
  });
});
