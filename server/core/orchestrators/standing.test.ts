import { expect, test } from 'vitest';
import type { HostAtOrchestrator } from '../../orchestrator/api.ts';
import { standingsOf } from './standing.ts';

const host = (id: string, serial: string, uuid: string, leaving = false): HostAtOrchestrator => ({
  ...{ id, name: id, serial, uuid, leaving },
  ...{
    site: null,
    os: null,
    osProfile: null,
    secureBoot: null,
    localAccount: null,
    metadata: {},
    instanceId: null,
    statuses: [],
    address: null,
    createdAt: null,
  },
});
const node = (name: string, serial: string, uuid: string, deletedAt: string | null = null) => ({
  ...{ id: name, name, serial, uuid, deletedAt },
});
const GONE = '2026-01-02T03:04:05.678Z';

const briefly = (...given: Parameters<typeof standingsOf>) =>
  standingsOf(...given).map(({ id, standing, node: of, clash }) => [id, standing, of?.name ?? null, clash]);

test('a host is ours or stale by serial number and UUID together, and else foreign', () => {
  const nodes = [node('edge-1', 'AAAA1', 'ABCD-1'), node('edge-2', 'AAAA2', 'abcd-2', GONE)];
  const hosts = [host('h1', 'AAAA1', 'abcd-1'), host('h2', 'AAAA2', 'abcd-2'), host('h3', 'aaaa1', 'abcd-3')];
  expect(briefly(hosts, nodes)).toEqual([
    ['h1', 'ours', 'edge-1', null],
    ['h2', 'stale', 'edge-2', null],
    ['h3', 'foreign', null, null],
  ]);
});

test('an existing node wins over a deleted one of the same serial number and UUID', () => {
  const nodes = [node('now', 'AAAA1', 'u1'), node('before', 'AAAA1', 'u1', GONE)];
  expect(briefly([host('h1', 'AAAA1', 'u1')], nodes)).toEqual([['h1', 'ours', 'now', null]]);
});

test('hosts that share a serial number or a UUID name each other; one that is leaving shares nothing', () => {
  const hosts = [
    host('h1', 'AAAA1', 'u1'),
    host('h2', 'AAAA1', 'u2'),
    host('h3', 'AAAA3', 'u1'),
    host('h4', 'AAAA1', 'u4', true),
  ];
  expect(briefly(hosts, [node('edge-1', 'AAAA1', 'u1')])).toEqual([
    ['h1', 'ours', 'edge-1', 'same serial number as h2; same UUID as h3'],
    ['h2', 'duplicate', null, 'same serial number as h1'],
    ['h3', 'duplicate', null, 'same UUID as h1'],
    ['h4', 'foreign', null, null],
  ]);
});

test('a host with the serial number of a node that is not registered clashes with that node', () => {
  expect(briefly([host('h1', 'AAAA1', 'other')], [node('edge-1', 'AAAA1', 'u1')])).toEqual([
    ['h1', 'duplicate', null, 'same serial number as the node "edge-1"'],
  ]);
});

test('hosts without a serial number or without a UUID are no duplicates of each other', () => {
  const hosts = [host('h1', '', ''), host('h2', '', ''), host('h3', 'AAAA1', ''), host('h4', '', 'u1')];
  expect(briefly(hosts, []).map(([, standing]) => standing)).toEqual(Array(4).fill('foreign'));
});
