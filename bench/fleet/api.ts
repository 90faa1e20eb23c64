import { Connection, DomainStatsTypes, GetAllDomainStatsFlags } from 'node-libvirt';
import type { Rest } from '../../e2e/server/rest.ts';
import { type Row, row } from '../console/table.ts';

const REPEATS = 15;
const PAGE = 100;

/**
 * Requests of a host's list, beside the one call without which nobody knows its domains. Not beside `virsh list`, for which
 * the test driver would read its file anew each time.
 */
export async function api(rest: Rest, { host, uri }: { host: string; uri: string }): Promise<Row[]> {
  await using connection = await Connection.open(uri);
  const { STATE, VCPU, BALLOON } = DomainStatsTypes;
  const bulk = () => connection.getAllDomainStats(STATE | VCPU | BALLOON, GetAllDomainStatsFlags.NOWAIT);
  const list = (query: string) => rest.call('GET', `/hosts/${host}/domains?${query}`);
  const first = await timed(() => list(`limit=${PAGE}`));
  const ways = {
    [`a page of ${PAGE}`]: () => list(`limit=${PAGE}&offset=2500`),
    'search: 111 of them': () => list(`limit=${PAGE}&search=fleet-33`),
    'sorted by memory': () => list(`limit=${PAGE}&sort=memoryMiB&order=descending`),
    'all of them': () => list(''),
  };
  const floor: number[] = [];
  const found = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  // In turns, so that whatever else the machine does disturbs all alike.
  for (let turn = 0; turn < REPEATS; turn++) {
    floor.push(await timed(bulk));
    for (const [way, ask] of Object.entries(ways)) found.get(way)?.push(await timed(ask));
  }
  return [
    row('API: first page, nothing read before', [first], floor),
    ...[...found].map(([way, durations]) => row(`API: ${way}`, durations, floor)),
  ];
}

export async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}
