import { requirePermission } from '../../../lib/domain/permission.ts';
import type { Duplex } from 'node:stream';
import type { Actor, Core, OpenLog } from '../api.ts';
import type { Boots } from '../boots/boots.ts';
import { type Context, hostNamed } from '../context.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

type Section = Core['consoles'];

/** Serial ports and screens of nodes, including deleted ones, which keep their logs. */
export class Consoles implements Section {
  readonly #context: Pick<Context, 'hosts'>;
  readonly #registry: NodeRegistry;
  readonly #nodes: Nodes;
  readonly #boots: Boots;

  constructor(context: Pick<Context, 'hosts'>, registry: NodeRegistry, nodes: Nodes, boots: Boots) {
    this.#context = context;
    this.#registry = registry;
    this.#nodes = nodes;
    this.#boots = boots;
  }

  async open(idOrName: string, port: number, boot?: number): Promise<OpenLog> {
    return this.#boots.open((await this.#nodes.get(idOrName)).id, port, boot);
  }

  onBoot(idOrName: string, listener: (boot: number) => void): () => void {
    const record = this.#registry.lookUp(idOrName);
    // A deleted node does not boot again.
    return record === undefined ? () => undefined : this.#boots.onBoot(record.row.id, listener);
  }

  async write(idOrName: string, port: number, text: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'console.write');
    await this.#boots.write(this.#registry.require(idOrName).row.id, port, text);
  }

  async vnc(idOrName: string): Promise<Duplex> {
    const { host, uuid } = this.#registry.require(idOrName).row;
    return hostNamed(this.#context, host).consoles.openVnc(uuid);
  }
}
