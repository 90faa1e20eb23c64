import { MOST_TAIL_LINES, type AskedTail, type SerialTail } from '../../../lib/contract/serial-tail.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { PORTS, type RecordedBoots } from '../boots/recorded-boots.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { ByteLog } from './api.ts';
import { tailLines } from './tail-lines.ts';

/** Of so many nodes the latest lines are kept, so that many viewers cost one reading. */
const KEPT = 512;

export interface SerialTailsParts {
  readonly registry: Pick<NodeRegistry, 'lookUp'>;
  readonly boots: { readonly recorded: Pick<RecordedBoots, 'open'> };
}

interface Kept {
  readonly tail: SerialTail;
  /** More may follow. */
  readonly live: boolean;
}

/** The last lines of many nodes at once: for pages that show many boots, where a stream for each would be wasted. */
export class SerialTails {
  readonly #parts: SerialTailsParts;
  readonly #kept = new Map<string, Kept>();

  constructor(parts: SerialTailsParts) {
    this.#parts = parts;
  }

  /** Of those whose lines are not the ones with their tag. */
  async read(asked: readonly AskedTail[], lines: number): Promise<SerialTail[]> {
    const all = await Promise.all(
      asked.map(async ({ node, tag }) => ({ tag, found: await this.#tail(node) })),
    );
    return all.flatMap(({ tag, found }) =>
      found === null || found.tag === tag ? [] : [{ ...found, lines: found.lines.slice(-lines) }],
    );
  }

  async #tail(idOrName: string): Promise<SerialTail | null> {
    const record = this.#parts.registry.lookUp(idOrName);
    if (record?.bootNumber == null) return null;
    const { id } = record.row;
    const kept = this.#kept.get(id);
    if (kept !== undefined && !kept.live && kept.tail.boot === record.bootNumber) return kept.tail;
    const logs = await this.#logs(id, record.bootNumber);
    if (logs === null) return null;
    const tag = [record.bootNumber, ...logs.map(({ facts }) => facts.end)].join('-');
    if (kept?.tail.tag === tag && kept.live === isLive(logs)) return kept.tail;
    const tail = { node: id, tag, boot: record.bootNumber, ...(await latest(logs)) };
    this.#keep(id, { tail, live: isLive(logs) });
    return tail;
  }

  /** Null when the boot is only beginning, or its recording was removed. */
  async #logs(id: string, boot: number): Promise<readonly ByteLog[] | null> {
    try {
      const { recorded } = this.#parts.boots;
      const opened = await Promise.all(PORTS.map((port) => recorded.open(id, port, boot)));
      return opened.map(({ log }) => log);
    } catch (error) {
      if (error instanceof ConsoleError) return null;
      throw error;
    }
  }

  #keep(id: string, kept: Kept): void {
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

const isLive = (logs: readonly ByteLog[]): boolean => logs.some(({ live }) => live);

/** The lines of the port that printed last. */
async function latest(logs: readonly ByteLog[]): Promise<Pick<SerialTail, 'port' | 'lines' | 'at'>> {
  const ends = await Promise.all(
    logs.map(async (log, port) => {
      const { end } = log.facts;
      const [arrival] = end === 0 ? [] : (await log.times(end - 1, end)).slice(-1);
      return { log, port, at: arrival?.at ?? 0 };
    }),
  );
  const said = ends.filter(({ log }) => log.facts.end > 0);
  const [last] = said.toSorted((one, other) => other.at - one.at);
  if (last === undefined) return { port: 0, lines: [], at: null };
  return {
    port: last.port,
    lines: await tailLines(last.log, MOST_TAIL_LINES),
    at: last.at === 0 ? null : new Date(last.at).toISOString(),
  };
}
