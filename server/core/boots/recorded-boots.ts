import type { Boot } from '../../../lib/contract/boot.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { BootRow } from '../../db/api.ts';
import type { ByteLog, OpenLog } from '../api.ts';
import { recordedLog } from '../console/serial-port.ts';
import type { Context } from '../context.ts';
import type { BootSession } from './boot-session.ts';

export const PORTS = [0, 1] as const;

/** The boots that go on. */
interface LiveBoots {
  session(id: string): BootSession | undefined;
  /** No boot of the node is just beginning or ending. */
  settled(id: string): Promise<void>;
}

/** The boots of nodes, running and ended, and their logs. */
export class RecordedBoots {
  readonly #context: Context;
  readonly #live: LiveBoots;

  constructor(context: Context, live: LiveBoots) {
    this.#context = context;
    this.#live = live;
  }

  async open(id: string, port: number, number: number | undefined): Promise<OpenLog> {
    if (!PORTS.some((each) => each === port))
      throw new ConsoleError('not-found', `A node has no serial port ${port}.`, {
        fix: `Choose ${PORTS.join(' or ')}.`,
      });
    const live = this.#openLive(id, port, number);
    if (live !== null) return live;
    const rows = await this.#context.database.boots.ofNode(id);
    const boot = number === undefined ? rows.at(-1) : rows.find((row) => row.number === number);
    if (boot === undefined) {
      throw new ConsoleError(
        'not-found',
        number === undefined ? 'It was never powered on.' : `It has no boot ${number}.`,
        { fix: 'Start it, or choose one of its boots.' },
      );
    }
    // The boot is just beginning or ending: its ports are not read yet, or its last bytes are missing.
    if (boot.endedAt === null) await this.#live.settled(id);
    return { boot: boot.number, log: await this.#logOf(id, port, boot) };
  }

  /** The log of the running boot, if that is requested. */
  #openLive(id: string, port: number, number: number | undefined): OpenLog | null {
    const session = this.#live.session(id);
    const log = session?.log(port);
    if (session === undefined || log === undefined) return null;
    const { number: boot } = session.boot;
    return number === undefined || number === boot ? { boot, log } : null;
  }

  async #logOf(id: string, port: number, boot: Pick<BootRow, 'id' | 'number'>): Promise<ByteLog> {
    const session = this.#live.session(id);
    const live = session?.boot.number === boot.number ? session.log(port) : undefined;
    return live ?? recordedLog(this.#context, boot.id, port);
  }

  async list(id: string): Promise<Boot[]> {
    return this.#shown(id, await this.#context.database.boots.ofNode(id));
  }

  /** One of them: the logs of the others are left alone. */
  async find(id: string, number: number): Promise<Boot | undefined> {
    const rows = await this.#context.database.boots.ofNode(id);
    return (
      await this.#shown(
        id,
        rows.filter((row) => row.number === number),
      )
    )[0];
  }

  async #shown(id: string, rows: readonly BootRow[]): Promise<Boot[]> {
    const stages = await this.#context.database.boots.stages(rows.map((row) => row.id));
    return Promise.all(
      rows.map(async ({ nodeId: _, powerOnId: _id, answering: _by, pinnedAt, pinnedBy, ...boot }) => {
        const own = stages.filter((stage) => stage.bootId === boot.id);
        const logs = await Promise.all(PORTS.map((port) => this.#logOf(id, port, boot)));
        return {
          ...boot,
          pinned: pinnedAt === null ? null : { at: pinnedAt, by: pinnedBy ?? '' },
          steps: [...boot.steps],
          stages: own.map(({ id: __, bootId: ___, ...event }) => event),
          ports: logs.map(({ facts }) => facts),
        };
      }),
    );
  }
}
