import { expect, test } from 'vitest';
import { type BootSource, seed } from '../../../lib/contract/boot-source.ts';
import { bootSourcePart, bootSourceTexts, isLocal, NO_BOOT_SOURCE } from './boot-source-draft.ts';

const KEY = `ssh-ed25519 AAAA${'b'.repeat(64)} me@here`;
const CLOUD: BootSource = {
  kind: 'cloud-image',
  image: 'debian',
  seed: seed.parse({ user: 'edge', packages: ['jq'] }),
};
const part = (typed: Partial<typeof NO_BOOT_SOURCE>, template?: BootSource) =>
  bootSourcePart({ ...NO_BOOT_SOURCE, ...typed }, template);

test('what is left empty is the template’s', () => {
  expect(part({}, CLOUD)).toEqual({});
  expect(part({ sshKeys: `${KEY}\n\n` }, CLOUD)).toEqual({
    bootSource: {
      ...{ kind: 'cloud-image', image: 'debian' },
      seed: { user: 'edge', sshKeys: [KEY], packages: ['jq'], script: null, proxy: null, proxyExcept: [] },
    },
  });
});

test('another kind takes nothing of the template’s', () => {
  expect(part({ bootSource: 'medium', image: 'x.iso', first: 'medium' }, CLOUD)).toEqual({
    bootSource: { kind: 'medium', image: 'x.iso', attachment: 'cdrom', first: 'medium' },
  });
  expect(part({ bootSource: 'ipxe-disk' }, CLOUD)).toEqual({
    bootSource: { kind: 'ipxe-disk', image: null },
  });
  expect(part({ bootSource: 'disk' }, CLOUD)).toEqual({ bootSource: { kind: 'disk' } });
});

test('a password is sent as it was typed, and is not filled in again', () => {
  const typed = { password: ' with spaces ' };
  expect(part(typed, CLOUD)).toMatchObject({ bootSource: { seed: typed } });
  expect(
    bootSourceTexts({ ...CLOUD, seed: { ...seed.parse({ user: 'edge' }), password: 'x' } }),
  ).toMatchObject({
    ...{ bootSource: 'cloud-image', image: 'debian', user: 'edge', password: '' },
  });
});

test('only what was chosen decides about the orchestrator', () => {
  expect(isLocal({ ...NO_BOOT_SOURCE, bootSource: 'medium' })).toBe(true);
  expect(isLocal({ ...NO_BOOT_SOURCE, bootSource: 'uefi-http' })).toBe(false);
  expect(isLocal(NO_BOOT_SOURCE)).toBe(false);
});
