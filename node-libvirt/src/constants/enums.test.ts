import { describe, expect, it } from 'vitest';
import * as index from '../index.ts';
import { enumFacts } from '../testing/facts.ts';
import { nameOf } from './name-of.ts';

const facts = enumFacts();
const exported = new Map<string, unknown>(Object.entries(index));

/** Every way in which an exported object differs from the header's enumeration. */
function differences(ours: unknown, theirs: ReadonlyMap<string, number>): string[] {
  if (typeof ours !== 'object' || ours === null) return ['is not exported'];
  const values = new Map<string, unknown>(Object.entries(ours));
  const names = new Set([...values.keys(), ...theirs.keys()]);
  return [...names]
    .filter((name) => values.get(name) !== theirs.get(name))
    .map((name) => `${name} is ${String(values.get(name))}, not ${String(theirs.get(name))}`);
}

describe("libvirt's public headers", () => {
  it('were read whole', () => {
    expect(facts.size).toBeGreaterThan(90);
  });

  it.each([...facts])('agree with the exported %s, value for value', (name, values) => {
    expect(differences(exported.get(name), values)).toEqual([]);
  });

  it('know every enumeration that is exported', () => {
    const isEnumeration = (value: unknown) =>
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).length > 0 &&
      Object.values(value).every((each) => typeof each === 'number') &&
      !('id' in value && 'version' in value);
    const ours = [...exported].filter(([, value]) => isEnumeration(value)).map(([name]) => name);
    expect(ours.length).toBe(facts.size);
    expect(ours.filter((name) => !facts.has(name))).toEqual([]);
  });
});

describe('holding an enumeration against the facts', () => {
  const theirs = new Map([
    ['A', 0],
    ['B', 4],
  ]);

  it.each([
    ['a wrong value', { A: 0, B: 5 }, 1],
    ['a missing name', { A: 0 }, 1],
    ['a name too many', { A: 0, B: 4, C: 8 }, 1],
    ['a misspelt name', { A: 0, b: 4 }, 2],
    ['a missing enumeration', undefined, 1],
    ['nothing, when all is well', { A: 0, B: 4 }, 0],
  ])('notices %s', (_what, ours, count) => {
    expect(differences(ours, theirs)).toHaveLength(count);
  });
});

describe('nameOf', () => {
  it('names a known value', () => {
    expect(nameOf(index.DomainState, 1)).toBe('RUNNING');
    expect(nameOf(index.DomainState, 0)).toBe('NOSTATE');
  });

  it('names a negative value', () => {
    expect(nameOf(index.NodeGetCPUStatsAllCPUs, -1)).toBe('ALL_CPUS');
  });

  it('keeps the number of a value that only newer daemons define', () => {
    expect(nameOf(index.DomainState, 99)).toBe('UNKNOWN(99)');
    expect(nameOf(index.DomainState, -1)).toBe('UNKNOWN(-1)');
  });

  it('is not fooled by names every object has', () => {
    expect(nameOf({}, 0)).toBe('UNKNOWN(0)');
  });
});
