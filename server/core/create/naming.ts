import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { networkInterfaces } from 'node:os';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import { expandRange } from '../../../lib/domain/name-range.ts';
import { nodeName, serialNumber } from '../../../lib/domain/names.ts';

/** Far more than any installation has; a search beyond this is a bug. */
const MOST = 100_000;

/** `{n}`, `{nn}`, `{nnn}`: the index, filled up with zeros. */
export function fillPattern(pattern: string, index: number): string {
  return pattern.replaceAll(/\{(n+)\}/g, (_, letters: string) => String(index).padStart(letters.length, '0'));
}

/** `NAME`, or `NAME-1` … for several; without a name the template's, counted on from what is taken. */
export function chooseNames(
  { count, name }: CreateRequest,
  template: string,
  taken: ReadonlySet<string>,
): string[] {
  if (name === undefined) return firstFree((index) => `${template}-${index}`, count, taken);
  const names = namesFrom(name, count);
  for (const each of names) {
    if (!nodeName.safeParse(each).success)
      throw refused('name', `The name "${each}" is too long, or not a name.`, 'Use another one.');
    if (taken.has(each)) {
      const message = `The name "${each}" is taken, by a node or by another domain of the host.`;
      throw new ConsoleError('conflict', message, {
        fix: 'Use another name, or delete the node or domain that has it.',
        errors: [{ field: 'name', message }],
      });
    }
  }
  return names;
}

function namesFrom(name: string, count: number): string[] {
  const range = expandRange(name);
  if (range === null)
    return count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  if (range.length === count) return range;
  const message = `The range "${name}" gives ${range.length} names for ${count} nodes.`;
  throw refused('name', message, 'Give a range that is as long, or a prefix.');
}

/** Those asked for, or made by a pattern, or `VH<host octet>N<net>M<index>` as the upstream scripts make them. */
export function chooseSerials(
  request: CreateRequest,
  taken: ReadonlySet<string>,
  subnet: string | null,
): string[] {
  const { count, serials, serialPattern } = request;
  if (serials !== undefined) return checkedSerials(serials, count, taken);
  if (serialPattern === undefined) {
    const net = subnet?.split('.')[2] ?? '0';
    const prefix = `VH${hostOctet().padStart(3, '0')}N${net.padStart(3, '0')}M`;
    return firstFree((index) => `${prefix}${String(index).padStart(2, '0')}`, count, taken);
  }
  if (count > 1 && !/\{n+\}/.test(serialPattern)) {
    const message = `The pattern "${serialPattern}" gives every node the same serial number.`;
    throw refused('serialPattern', message, 'Put {n}, {nn} or {nnn} in the place of the index.');
  }
  const chosen = /\{n+\}/.test(serialPattern)
    ? firstFree((index) => fillPattern(serialPattern, index), count, taken)
    : [serialPattern];
  return checkedSerials(chosen, count, taken, 'serialPattern');
}

function checkedSerials(
  serials: readonly string[],
  count: number,
  taken: ReadonlySet<string>,
  field = 'serials',
): string[] {
  if (serials.length !== count) {
    const message = `${serials.length} serial numbers were given for ${count} nodes.`;
    throw refused(field, message, 'Give one for each node, or none.');
  }
  for (const serial of serials) {
    const parsed = serialNumber.safeParse(serial);
    const unusable = `The serial number "${serial}" is not accepted by orchestrators.`;
    if (!parsed.success) throw refused(field, unusable, 'Use 5 to 20 letters and digits.');
    if (taken.has(serial)) {
      const message = `The serial number ${serial} belongs to another node.`;
      throw new ConsoleError('conflict', message, {
        fix: 'Use another one, or delete that node.',
        errors: [{ field, message }],
      });
    }
  }
  if (new Set(serials).size < serials.length)
    throw refused(field, 'A serial number was given twice.', 'Give each node its own.');
  return [...serials];
}

function firstFree(make: (index: number) => string, count: number, taken: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let index = 1; found.length < count; index++) {
    if (index > MOST) throw refused('name', 'No free name was found.', 'Give names yourself.');
    const candidate = make(index);
    if (!taken.has(candidate)) found.push(candidate);
  }
  return found;
}

/** Last octet of this machine's first address: distinguishes the nodes of several consoles. */
function hostOctet(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    const own = addresses?.find(({ internal, family }) => !internal && family === 'IPv4');
    if (own !== undefined) return own.address.split('.')[3] ?? '0';
  }
  return '0';
}

function refused(field: string, message: string, fix: string): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field, message }] });
}

/** Warnings about names that hosts of the orchestrator already have. */
export async function nameClashes(
  orchestrator: Pick<OrchestratorAdapter, 'named' | 'name'>,
  names: readonly string[],
): Promise<string[]> {
  // An orchestrator that does not answer fails the registration later.
  const taken = await orchestrator.named(names).catch(() => []);
  return taken.map(
    (name) =>
      `"${orchestrator.name}" has a host named "${name}" already: the two will be told apart there by their serial numbers only. Choose another name, or delete that host.`,
  );
}
