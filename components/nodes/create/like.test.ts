import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import { readDraft } from './draft.ts';
import { draftLike, type Like } from './like.ts';

const SEED = {
  ...{ user: 'me', sshKeys: [], packages: ['jq', 'curl'], script: '#!/bin/sh\necho first\n' },
  ...{ proxy: 'http://proxy.lab:3128', proxyExcept: ['.lab', '10.0.0.0/8'], hasPassword: true },
};
const NODE: Like = {
  ...{ template: 'own', flow: 'nio', host: 'local', orchestrator: 'edge' },
  ...{ vcpus: 2, memoryMiB: 4096, diskGiB: 16 },
  machine: { ...DEFAULT_MACHINE, diskBus: 'sata', product: 'Edge Box' },
  bootSource: { kind: 'cloud-image', image: 'noble', seed: SEED },
  ...{ networkKind: 'bridge', network: 'br0', pool: 'fast' },
  settings: {
    ...{ osProfile: 'ubuntu', reported: true },
    details: { site: 'site-0123abcd', metadata: { rack: '7' }, customConfigs: ['customconfig-0123abcd'] },
    ready: { kind: 'text', text: 'All done', port: 1, seconds: 60 },
    recovery: { rebootAtIpxe: true, resetAtShell: false, retries: 2 },
    checkpointAt: 'onboarding',
  },
};

function requestLike(node: Like) {
  const result = readDraft(draftLike(node), undefined);
  if (!result.ok) throw new Error([...result.errors].join());
  return createRequest.parse(result.input);
}

test('everything that a node was made of is asked for again', () => {
  const { hasPassword: _, ...seed } = SEED;
  expect(requestLike(NODE)).toMatchObject({
    ...{ template: 'own', flow: 'nio', osProfile: 'ubuntu', host: 'local', orchestrator: 'edge' },
    checkpointAt: 'onboarding',
    ...{ vcpus: 2, memoryMiB: 4096, diskGiB: 16 },
    machine: { diskBus: 'sata', product: 'Edge Box', secureBoot: false },
    bootSource: { kind: 'cloud-image', image: 'noble', seed },
    network: { kind: 'bridge', name: 'br0' },
    pool: 'fast',
    details: NODE.settings.details,
    ready: NODE.settings.ready,
    recovery: NODE.settings.recovery,
  });
});

test('a password has to be typed again, and the form says so', () => {
  expect(draftLike(NODE)).toMatchObject({ password: '', hadPassword: true });
  expect(requestLike(NODE)).not.toHaveProperty('bootSource.seed.password');
});

test('what the console made is left to it again', () => {
  const own = { ...NODE, networkKind: 'own', network: 'ven-me-edge', pool: null } as const;
  expect(requestLike(own)).toMatchObject({ network: { kind: 'own', subnet: null }, pool: null });
});

test('nothing is identified like the node', () => {
  const request = requestLike(NODE);
  for (const field of ['name', 'serials', 'nodes', 'identity']) expect(request).not.toHaveProperty(field);
});
