import { expect, test } from 'vitest';
import { templateRequest } from '../../../lib/contract/template.ts';
import { errorAt } from '../../forms/typed-values.ts';
import { readTemplate, templateDraft } from './draft.ts';

const OWN = templateRequest.parse({
  ...{ name: 'own', title: 'Own', for: ['simulator', 'none'], vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
  machine: { secureBoot: true, product: 'Edge' },
});
const draft = templateDraft(OWN);
const typed = (texts: Readonly<Record<string, string>>) =>
  readTemplate({ ...draft, texts: { ...draft.texts, ...texts } });

test('a template that was only looked at stays the same', () => {
  expect(readTemplate(draft)).toEqual({ ok: true, request: OWN });
});

test('what is typed becomes values', () => {
  const texts = { vcpus: ' 4 ', osProfile: 'ubuntu', 'machine.secureBoot': 'off', for: 'simulator' };
  expect(typed({ ...texts, 'machine.product': ' ' })).toMatchObject({
    request: {
      ...{ vcpus: 4, osProfile: 'ubuntu', for: ['simulator'] },
      machine: { secureBoot: false, product: null },
    },
  });
});

test('a rule for being ready has the fields of its kind', () => {
  const texts = { 'ready.kind': 'text', 'ready.text': 'Up and running', 'ready.stage': 'ipxe' };
  const ready = { kind: 'text', text: 'Up and running', port: null, seconds: 1800 };
  expect(typed(texts)).toMatchObject({ request: { ready } });
  expect(typed({ ...texts, 'ready.port': '1', 'ready.seconds': '60' })).toMatchObject({
    request: { ready: { ...ready, port: 1, seconds: 60 } },
  });
  expect(typed({ 'ready.kind': 'tcp-port', 'ready.port': 'ssh' })).toMatchObject({ ok: false });
  expect(readTemplate(templateDraft({ ...OWN, ready: { ...ready, kind: 'text', port: 0 } }))).toMatchObject({
    request: { ready: { ...ready, port: 0 } },
  });
});

test('a boot source has the fields of its kind, and what it had stays', () => {
  const seed = { user: 'me', sshKeys: [], packages: ['jq'], script: '#!/bin/sh\n', hasPassword: true };
  const cloud = templateRequest.parse({ ...OWN, bootSource: { kind: 'cloud-image', image: 'noble', seed } });
  const before = templateDraft(cloud);
  expect(readTemplate(before)).toEqual({ ok: true, request: cloud });
  const medium = { 'bootSource.kind': 'medium', 'bootSource.attachment': 'usb', 'bootSource.first': 'disk' };
  expect(readTemplate({ ...before, texts: { ...before.texts, ...medium } })).toMatchObject({
    request: { bootSource: { kind: 'medium', image: 'noble', attachment: 'usb', first: 'disk' } },
  });
  expect(typed({ 'bootSource.kind': 'cloud-image' })).toMatchObject({
    request: { bootSource: { kind: 'cloud-image', image: null, seed: null } },
  });
});

test('recovery rules', () => {
  expect(typed({ 'recovery.resetAtShell': 'on', 'recovery.retries': '2' })).toMatchObject({
    request: { recovery: { rebootAtIpxe: false, resetAtShell: true, retries: 2 } },
  });
});

test('what is wrong is said at its field', () => {
  const { errors } = {
    errors: new Map<string, string>(),
    ...typed({ vcpus: '0.5', title: '', for: '', memoryMiB: '' }),
  };
  expect(Object.fromEntries(errors)).toEqual({
    vcpus: 'use a whole number from 1 to 64',
    memoryMiB: 'use a whole number from 512 to 1048576',
    title: 'enter a title',
    for: 'choose at least one kind of orchestrator',
  });
});

test('network, pool and what hosts are given', () => {
  const texts = { network: 'bridge:br0', pool: 'fast', 'details.site': ' site-0123abcd ' };
  const read = typed({ ...texts, 'details.metadata': 'rack=7&row=2', 'details.userLvm': '5' });
  const details = { site: 'site-0123abcd', metadata: { rack: '7', row: '2' }, userLvmGiB: 5 };
  const network = { kind: 'bridge', name: 'br0' };
  expect(read).toMatchObject({ request: { network, pool: 'fast', details } });
  if (!read.ok) throw new Error([...read.errors].join());
  expect(readTemplate(templateDraft(read.request))).toEqual(read);
  const subnet = '10.20.30.0/24';
  expect(typed({ network: 'own', subnet, pool: '-' })).toMatchObject({
    request: { network: { kind: 'own', subnet }, pool: null },
  });
});

test('what is wrong with them is said at the field that it was typed in', () => {
  const wrong = typed({ subnet: '10.0.0.0/8', 'details.site': 'here', 'details.metadata': 'plain' });
  const errors = wrong.ok ? new Map<string, string>() : wrong.errors;
  expect(errorAt(errors, 'network')).toBe('use a /24, such as 10.20.30.0/24');
  expect(errorAt(errors, 'details.site')).toContain('site-0123abcd');
  expect(errorAt(errors, 'details.metadata')).toBeDefined();
});
