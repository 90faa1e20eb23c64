import { describe, expect, it } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { createPath, draftFrom } from './create-path.ts';
import { draftOf, EMPTY_DRAFT, readDraft, type Draft } from './draft.ts';

const read = (part: Partial<Draft>) => readDraft({ ...EMPTY_DRAFT, template: 'ubuntu', ...part }, undefined);

describe('readDraft', () => {
  it('leaves out what was not filled in, so that the template decides', () => {
    expect(read({})).toEqual({ ok: true, input: { template: 'ubuntu', count: 1, start: true } });
  });
  it('takes a list of serials however it is separated', () => {
    expect(read({ count: '2', serials: 'AAAA1, BBBB2' })).toMatchObject({
      input: { serials: ['AAAA1', 'BBBB2'] },
    });
    expect(read({ count: '2', serials: 'AAAA1\nBBBB2' })).toMatchObject({
      input: { serials: ['AAAA1', 'BBBB2'] },
    });
  });
  it('recognises a pattern by its index', () => {
    expect(read({ count: '3', serials: 'LAB{nn}X' })).toMatchObject({ input: { serialPattern: 'LAB{nn}X' } });
  });
  it('names an OS for the non-interactive flow only', () => {
    expect(read({ osProfile: 'ubuntu' })).toMatchObject({ input: { osProfile: 'ubuntu' } });
    const interactive = read({ osProfile: 'ubuntu', flow: 'io' });
    expect(interactive.ok && interactive.input.osProfile).toBeUndefined();
  });
  it.each([
    [{ count: '0' }, 'count', 'use a whole number from 1 to 50'],
    [{ count: '' }, 'count', 'use a whole number from 1 to 50'],
    [{ count: 'many' }, 'count', 'use a whole number from 1 to 50'],
    [{ name: '-x' }, 'name', 'use 1 to 63 letters'],
    [{ serials: 'x' }, 'serials', 'use 5 to 20 letters'],
    [{ vcpus: '65' }, 'vcpus', 'use a whole number from 1 to 64'],
    [{ memoryMiB: '12' }, 'memoryMiB', 'use a whole number from 512 to 1048576'],
    [{ diskGiB: '1.5' }, 'diskGiB', 'use a whole number from 1 to 10000'],
    [{ product: 'Größe' }, 'machine.product', 'use 1 to 64 characters of ASCII'],
  ])('names the field of %j, and what it takes', (part, field, words) => {
    const result = read(part);
    expect(result.ok ? [] : [...result.errors.keys()]).toEqual([field]);
    expect(result.ok ? '' : result.errors.get(field)).toContain(words);
  });
});

describe('the machine', () => {
  it('is the template’s, but for what was chosen', () => {
    expect(read({ diskBus: 'sata', secureBoot: 'off', product: ' Box ' })).toMatchObject({
      input: { machine: { diskBus: 'sata', secureBoot: false, product: 'Box' } },
    });
  });
});

describe('createPath', () => {
  const back = (values: Partial<Draft>) =>
    draftFrom(new URL(createPath(values), 'http://console').searchParams);
  it('carries what is given, and leaves the rest to the template', () => {
    const values: Partial<Draft> = {
      template: 'ubuntu',
      diskGiB: '32',
      flow: 'io',
      name: 'a&b',
      start: false,
    };
    expect(back(values)).toEqual({ ...EMPTY_DRAFT, ...values });
    expect(back({})).toEqual(EMPTY_DRAFT);
  });
  it('repeats the request', () => {
    const machine = { tpm: 'none', secureBoot: true, family: 'Edge' } as const;
    const size = { count: 2, diskGiB: 32, machine };
    const request = { ...size, template: 'ubuntu', serials: ['AAAA1', 'BBBB2'], start: false };
    expect(readDraft(back(draftOf(request)), undefined)).toEqual({ ok: true, input: request });
  });
  it('names what the nodes are to be like, and changes only what is given', () => {
    const path = createPath({ diskGiB: '64' }, { node: 'a1' });
    const query = new URL(path, 'http://console').searchParams;
    expect(query.get('node')).toBe('a1');
    const begin = { ...EMPTY_DRAFT, script: '#!/bin/sh', diskGiB: '8', start: false, flow: 'io' } as const;
    expect(draftFrom(query, begin)).toEqual({ ...begin, diskGiB: '64' });
  });
  it('takes nothing from an address that is no flow', () => {
    expect(draftFrom(new URLSearchParams('flow=x&count=0'))).toMatchObject({ flow: '', count: '0' });
  });
});

it('machines as CSV replace count and serials; a mistake is reported at the field', () => {
  const csv = 'Serial,UUID,Metadata\nAAAA1,,a=1\nAAAA2\n';
  expect(read({ csv, count: '7', serials: 'LAB{n}' })).toMatchObject({
    ok: true,
    input: { count: 2, nodes: [{ serial: 'AAAA1', details: { metadata: { a: '1' } } }, { serial: 'AAAA2' }] },
  });
  const wrong = read({ csv: 'Serial\nx\n' });
  expect(wrong.ok ? null : wrong.errors.get('csv')).toContain('line 2, column Serial');
});

it('a range says how many nodes there are unless a count was typed', () => {
  expect(read({ name: 'VEN-{08..10}' })).toMatchObject({ input: { count: 3, name: 'VEN-{08..10}' } });
  expect(read({ serials: 'LAB{08..10}' })).toMatchObject({
    input: { count: 3, serialPattern: 'LAB{08..10}' },
  });
  expect(read({ name: 'VEN-{08..10}', count: '2' })).toMatchObject({ input: { count: 2 } });
});

it('details of hosts are read and shown again', () => {
  const details = { site: 'site-0123abcd', metadata: { a: '1', b: 'x y' }, userLvmGiB: 5 };
  const request = createRequest.parse({ details });
  expect(readDraft(draftOf(request), undefined)).toMatchObject({ ok: true, input: { details } });
  const wrong = read({ metadata: 'plain', site: 'here' });
  expect(wrong.ok ? [] : [...wrong.errors.keys()].toSorted()).toEqual(['details.metadata', 'details.site']);
});

describe('when nodes are ready', () => {
  it.each([
    [{ readyKind: 'login-prompt' }, { kind: 'login-prompt', seconds: 1800 }],
    [
      { readyKind: 'text', readyText: ' All done ' },
      { kind: 'text', text: 'All done', port: null },
    ],
    [
      { readyKind: 'text', readyText: 'All done', readyPort: '1' },
      { kind: 'text', text: 'All done', port: 1 },
    ],
    [
      { readyKind: 'tcp-port', readyPort: '22', readySeconds: '60' },
      { kind: 'tcp-port', port: 22, seconds: 60 },
    ],
    [
      { readyKind: 'stage', readyStage: 'onboarding' },
      { kind: 'stage', stage: 'onboarding' },
    ],
  ])('is read from %j, and typed again', (part, ready) => {
    const result = read(part);
    if (!result.ok) throw new Error([...result.errors].join());
    const request = createRequest.parse(result.input);
    expect(request.ready).toMatchObject(ready);
    expect(createRequest.parse(readAgain(request))).toEqual(request);
  });
  it.each([
    [{ readyKind: 'text', readyText: '' }, 'use 3 to 200 characters'],
    [{ readyKind: 'tcp-port', readyPort: '' }, 'use 1 to 65535'],
    [{ readyKind: 'tcp-port', readyPort: '22', readySeconds: '1' }, 'use 10 to 86400 seconds'],
  ])('%j is refused at its field', (part, words) => {
    const result = read(part);
    expect(result.ok ? '' : result.errors.get('ready')).toContain(words);
  });
});

describe('recovery rules', () => {
  it('are the template’s until others are chosen', () => {
    expect(read({ rebootAtIpxe: 'on', retries: '3' })).not.toHaveProperty('input.recovery');
    const result = read({ recovery: 'own', rebootAtIpxe: 'on', retries: '' });
    if (!result.ok) throw new Error([...result.errors].join());
    const request = createRequest.parse(result.input);
    expect(request.recovery).toEqual({ rebootAtIpxe: true, resetAtShell: false, retries: 0 });
    expect(readAgain(request)).toEqual(result.input);
  });
  it.each(['11', 'x', '1.5'])('%s retries are refused', (retries) => {
    const result = read({ recovery: 'own', retries });
    expect(result.ok ? '' : result.errors.get('recovery')).toContain('0 to 10');
  });
});

it('the console’s own pool is a choice of its own', () => {
  expect(read({ pool: '-' })).toMatchObject({ input: { pool: null } });
  expect(draftOf(createRequest.parse({ pool: null })).pool).toBe('-');
  expect(draftOf(createRequest.parse({})).pool).toBe('');
});

function readAgain(request: Parameters<typeof draftOf>[0]): unknown {
  const result = readDraft(draftOf(request), undefined);
  return result.ok ? result.input : null;
}
