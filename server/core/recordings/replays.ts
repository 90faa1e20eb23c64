import { join } from 'node:path';
import type { Boot } from '../../../lib/contract/boot.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { PortReplay, Replay, ScreenPicture } from '../../../lib/contract/replay.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { Actor, ByteLog, Core, ReplayFrom } from '../api.ts';
import type { Boots } from '../boots/boots.ts';
import type { Context } from '../context.ts';
import type { Nodes } from '../nodes/nodes.ts';
import { measure, removeLogs } from '../retention/boot-files.ts';
import type { Retention } from '../retention/retention.ts';
import { sizeOf } from './asciicast.ts';
import { chaptersOf } from './chapters.ts';
import type { NamedPicture } from './api.ts';
import type { ScreenRecorder } from './screen-recorder.ts';
import { readPicture, readPictures } from './picture-store.ts';
import { pairsOf, timedLog, type TimedLog } from './steps.ts';

const PORTS = [0, 1] as const;

export interface ReplaysParts {
  readonly context: Context;
  readonly nodes: Pick<Nodes, 'get'>;
  readonly boots: Pick<Boots, 'recorded'>;
  readonly screens: Pick<ScreenRecorder, 'latest' | 'picture'>;
  readonly retention: Pick<Retention, 'mayPin' | 'changed' | 'removed'>;
}

/** The recordings of boots, also of deleted nodes: played, pinned, removed. */
export class Replays {
  readonly #parts: ReplaysParts;

  constructor(parts: ReplaysParts) {
    this.#parts = parts;
  }

  readonly section: Core['recordings'] = {
    replay: (idOrName, number, from) => this.#replay(idOrName, number, from),
    picture: (idOrName, number, picture) => this.#picture(idOrName, number, picture),
    screens: () => this.#parts.screens.latest(),
    latestPicture: (idOrName) => this.#latestPicture(idOrName),
    pin: (idOrName, number, pinned, actor) => this.#pin(idOrName, number, pinned, actor),
    remove: (idOrName, number, actor) => this.#remove(idOrName, number, actor),
  };

  async #replay(idOrName: string, number: number, from: ReplayFrom = {}): Promise<Replay> {
    const { id, boot } = await this.#find(idOrName, number);
    const began = Date.parse(boot.startedAt);
    const logs = await Promise.all(
      PORTS.map(async (port) => (await this.#parts.boots.recorded.open(id, port, number)).log),
    );
    const timed = await Promise.all(
      logs.map(async (log, port) => ({ port, ...(await timedLog(log, began, from.offsets?.[port] ?? 0)) })),
    );
    const pictures = await this.#pictures(boot);
    const chapters = chaptersOf(boot.stages, began, timed);
    const live = logs.some((log) => log.live);
    const moments = [...timed.map(({ steps }) => steps), chapters, pictures].map(
      (each) => each.at(-1)?.at ?? 0,
    );
    return {
      boot: number,
      startedAt: boot.startedAt,
      endedAt: boot.endedAt,
      live,
      duration: Math.max(...moments, ...(live ? [Date.parse(this.#parts.context.now()) - began] : [])),
      chapters,
      ports: await Promise.all(
        timed.map(async (port, index) => portReplay(logs[index], port, from.offsets?.[index] ?? 0)),
      ),
      pictures: pictures.slice(from.pictures ?? 0),
      bytes: await this.#sizeOf(boot),
    };
  }

  async #pictures(boot: Boot): Promise<ScreenPicture[]> {
    const began = Date.parse(boot.startedAt);
    const entries = await readPictures(this.#directory(boot));
    return entries.map(({ at, ...rest }) => ({ ...rest, at: Math.max(0, Math.round(at - began)) }));
  }

  async #picture(idOrName: string, number: number, picture: string): Promise<Buffer> {
    const { boot } = await this.#find(idOrName, number);
    const png = await readPicture(this.#directory(boot), picture);
    if (png === null) throw new ConsoleError('not-found', `Boot ${number} has no picture ${picture}.`);
    return png;
  }

  async #latestPicture(idOrName: string): Promise<NamedPicture> {
    const { id, name } = await this.#parts.nodes.get(idOrName);
    const picture = await this.#parts.screens.picture(id);
    if (picture !== null) return picture;
    throw new ConsoleError('not-found', `There is no picture of the display of ${name}.`, {
      fix: 'Pictures are taken while the node is on, a few seconds apart; VEN_SCREENSHOT_INTERVAL=0 switches them off.',
    });
  }

  async #pin(idOrName: string, number: number, pinned: boolean, actor: Actor): Promise<Boot> {
    requirePermission(actor, 'recordings.write');
    const { boot } = await this.#find(idOrName, number);
    const { database, now } = this.#parts.context;
    if (pinned === (boot.pinned !== null)) return boot;
    if (pinned) await this.#parts.retention.mayPin(await this.#sizeOf(boot));
    const pin = pinned ? { at: now(), by: actor.name } : null;
    await database.boots.update(boot.id, { pinnedAt: pin?.at ?? null, pinnedBy: pin?.by ?? null });
    this.#parts.retention.changed();
    return { ...boot, pinned: pin };
  }

  /** Of a boot that has ended: its logs and pictures; its stages stay. */
  async #remove(idOrName: string, number: number, actor: Actor): Promise<void> {
    requirePermission(actor, 'recordings.write');
    const { boot } = await this.#find(idOrName, number);
    if (boot.endedAt === null)
      throw new ConsoleError('conflict', `Boot ${number} goes on, and is still being recorded.`, {
        fix: 'Switch the node off first.',
      });
    if (boot.pinned !== null)
      throw new ConsoleError('conflict', `The recording of boot ${number} is pinned by ${boot.pinned.by}.`, {
        fix: 'Unpin it first.',
      });
    const reason = `the log was removed on ${this.#parts.context.now().slice(0, 10)} by ${actor.name}`;
    await removeLogs(join(this.#parts.context.dataDir, 'boots'), boot.id, reason);
    await this.#parts.retention.removed(boot.id);
  }

  async #find(idOrName: string, number: number): Promise<{ readonly id: string; readonly boot: Boot }> {
    const { id, name } = await this.#parts.nodes.get(idOrName);
    const boot = await this.#parts.boots.recorded.find(id, number);
    if (boot !== undefined) return { id, boot };
    const last = await this.#parts.context.database.boots.latest(id);
    throw new ConsoleError('not-found', `${name} has no boot ${number}.`, {
      fix: last === null ? 'It was never powered on.' : `It has ${last.number}, counted from 1.`,
    });
  }

  async #sizeOf({ id }: Pick<Boot, 'id'>): Promise<number> {
    const all = join(this.#parts.context.dataDir, 'boots');
    return measure(all, id).then(
      ({ bytes }) => bytes,
      // It has no files.
      () => 0,
    );
  }

  #directory({ id }: Pick<Boot, 'id'>): string {
    return join(this.#parts.context.dataDir, 'boots', id);
  }
}

async function portReplay(
  log: ByteLog | undefined,
  { port, timing, steps }: TimedLog & { readonly port: number },
  from: number,
): Promise<PortReplay> {
  if (log === undefined) throw new Error(`no log of port ${port}`);
  const { start, end, gaps } = log.facts;
  const begin = Math.max(start, Math.min(from, end));
  return {
    ...{ port, timing, end, start: begin, ...(await sizeOf(log)) },
    gaps: gaps.filter(({ to }) => to > begin),
    steps: pairsOf(steps),
  };
}
