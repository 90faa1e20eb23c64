import { requirePermission } from '../../../lib/domain/permission.ts';
import type { ScreenText } from '../../../lib/contract/screen-text.ts';
import type { Duplex } from 'node:stream';
import type { Actor, Core, OpenLog } from '../api.ts';
import { parseDomainAddress } from '../../../lib/domain/names.ts';
import type { Boots } from '../boots/boots.ts';
import { type Context, hostNamed } from '../context.ts';
import type { DomainConsoles } from '../domains/domain-consoles.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { textOnPicture } from './screen-text.ts';
import { Snapshots } from './snapshots/snapshots.ts';
import type { TerminalSize, TerminalSnapshot } from './snapshots/snapshot.ts';

type Section = Core['consoles'];

export interface ConsoleParts {
  readonly registry: NodeRegistry;
  readonly nodes: Nodes;
  readonly boots: Boots;
  readonly others: DomainConsoles;
}

/**
 * Serial ports and screens of nodes, including deleted ones, which keep their logs; and, by their address, of domains that
 * are not nodes.
 */
export class Consoles implements Section {
  readonly #context: Pick<Context, 'hosts'>;
  readonly #registry: NodeRegistry;
  readonly #nodes: Nodes;
  readonly #boots: Boots;
  readonly #others: DomainConsoles;
  readonly #snapshots = new Snapshots();

  constructor(context: Pick<Context, 'hosts'>, { registry, nodes, boots, others }: ConsoleParts) {
    this.#context = context;
    this.#registry = registry;
    this.#nodes = nodes;
    this.#boots = boots;
    this.#others = others;
  }

  async open(idOrName: string, port: number, boot?: number): Promise<OpenLog> {
    if (isOther(idOrName)) return this.#others.open(idOrName, port, boot);
    return this.#boots.recorded.open((await this.#nodes.get(idOrName)).id, port, boot);
  }

  snapshot(
    idOrName: string,
    port: number,
    { boot, log }: OpenLog,
    size: TerminalSize,
  ): Promise<TerminalSnapshot | null> {
    return this.#snapshots.take(`${idOrName} ${port} ${boot}`, log, size);
  }

  onBoot(idOrName: string, listener: (boot: number) => void): () => void {
    if (isOther(idOrName)) return this.#others.onBoot(idOrName, listener);
    const record = this.#registry.lookUp(idOrName);
    // A deleted node does not boot again.
    return record === undefined ? () => undefined : this.#boots.onBoot(record.row.id, listener);
  }

  async write(idOrName: string, port: number, text: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'console.write');
    if (isOther(idOrName)) {
      requirePermission(actor, 'domains.use');
      this.#others.write(idOrName, port, text);
      return;
    }
    await this.#boots.write(this.#registry.require(idOrName).row.id, port, text);
  }

  async vnc(idOrName: string): Promise<Duplex> {
    if (isOther(idOrName)) return this.#others.vnc(idOrName);
    const { host, uuid } = this.#registry.require(idOrName).row;
    return hostNamed(this.#context, host).consoles.openVnc(uuid);
  }

  async screenshot(idOrName: string): Promise<Buffer> {
    const { host, uuid } = this.#registry.require(idOrName).row;
    return hostNamed(this.#context, host).consoles.screenshot(uuid);
  }

  async screenText(idOrName: string): Promise<ScreenText> {
    return textOnPicture(await this.screenshot(idOrName));
  }
}

const isOther = (idOrName: string): boolean => parseDomainAddress(idOrName) !== null;
