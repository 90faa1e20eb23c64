import { describe, expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { serialNumber } from '../../../lib/domain/names.ts';
import { chooseNames, chooseSerials, fillPattern, nameClashes } from './naming.ts';

const request = (fields: object) => createRequest.parse(fields);
const none = new Set<string>();

test('a pattern is filled with the index', () => {
  expect(fillPattern('A{n}B{nnn}', 7)).toBe('A7B007');
});

describe('names', () => {
  test('are derived from the template, continuing after names that are taken', () => {
    expect(chooseNames(request({ count: 2 }), 'ubuntu', new Set(['ubuntu-1', 'ubuntu-3']))).toEqual([
      'ubuntu-2',
      'ubuntu-4',
    ]);
  });

  test('are the requested one, or begin with it', () => {
    expect(chooseNames(request({ name: 'edge' }), 'ubuntu', none)).toEqual(['edge']);
    expect(chooseNames(request({ name: 'edge', count: 2 }), 'ubuntu', none)).toEqual(['edge-1', 'edge-2']);
  });

  test('that are taken are a conflict', () => {
    expect(() => chooseNames(request({ name: 'edge' }), 'ubuntu', new Set(['edge']))).toThrow(
      expect.objectContaining({
        code: 'conflict',
        errors: [
          { field: 'name', message: 'The name "edge" is taken, by a node or by another domain of the host.' },
        ],
      }),
    );
  });
});

describe('serial numbers', () => {
  test('are derived from host and network, in a form that orchestrators accept', () => {
    const [first, second] = chooseSerials(request({ count: 2 }), none, '10.176.3');
    expect(first).toMatch(/^VH\d{3}N003M01$/);
    expect(second).toMatch(/N003M02$/);
    expect(serialNumber.safeParse(first).success).toBe(true);
  });

  test('follow a pattern and skip those that are taken', () => {
    const taken = new Set(['LAB002']);
    expect(chooseSerials(request({ count: 2, serialPattern: 'LAB{nnn}' }), taken, null)).toEqual([
      'LAB001',
      'LAB003',
    ]);
  });

  test.for([
    [{ serials: ['AAAAA'], count: 2 }, 'invalid'],
    [{ serials: ['AAAAA', 'AAAAA'], count: 2 }, 'invalid'],
    [{ serials: ['TAKEN1'] }, 'conflict'],
    [{ serialPattern: 'SAME00', count: 2 }, 'invalid'],
    [{ serialPattern: 'no-{n}' }, 'invalid'],
  ] as const)('%j is refused: %s', ([fields, code]) => {
    expect(() => chooseSerials(request(fields), new Set(['TAKEN1']), null)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

test('a name that a host at the orchestrator has causes a warning before the create', async () => {
  const edge = { name: 'edge', named: (names: readonly string[]) => Promise.resolve(names.slice(1)) };
  expect(await nameClashes(edge, ['free', 'taken'])).toEqual([
    expect.stringMatching(/^"edge" has a host named "taken" already/),
  ]);
});

test('an unreachable orchestrator causes no warnings', async () => {
  const away = { name: 'edge', named: () => Promise.reject(new Error('away')) };
  expect(await nameClashes(away, ['node'])).toEqual([]);
});
