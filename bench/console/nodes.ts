import { type Connection, DomainEventType } from 'node-libvirt';
import type { Node } from '../../lib/contract/node.ts';
import { Floor } from './floor.ts';
import type { Product } from './product.ts';
import { type Row, row } from './table.ts';

const REPEATS = 5;
const AT_ONCE = 5;

interface Times {
  readonly create: number[];
  readonly remove: number[];
}

/** Create → running and delete, beside what virsh needs for the same machine in the same run. */
export async function nodes(product: Product, connection: Connection): Promise<Row[]> {
  const running = await Running.watch(connection);
  try {
    const { nodes: keepers } = await product.rest.create({ name: 'bench-keeper', diskGiB: 20 });
    const [keeper] = keepers;
    if (keeper === undefined) throw new Error('no node was made');
    const first = await running.of([keeper]);
    const rows = await besideFloor(product, running, keeper);
    // After the floor's own files, so that the pool goes with its last node.
    await product.rest.delete(keeper.id);
    return [row('first node: accepted → running', [first], undefined), ...rows];
  } finally {
    await running.close();
  }
}

async function besideFloor(product: Product, running: Running, keeper: Node): Promise<Row[]> {
  using floor = new Floor(keeper);
  const ours: Times = { create: [], remove: [] };
  const theirs: Times = { create: [], remove: [] };
  // In turns, so that whatever else the machine does disturbs both alike.
  for (let turn = 0; turn < REPEATS; turn++) {
    const made = timed(() => floor.create());
    theirs.create.push(made.milliseconds);
    theirs.remove.push(timed(() => floor.delete(made.value)).milliseconds);
    const created = await product.rest.create({ name: `bench-${turn}`, diskGiB: 20 });
    ours.create.push(await running.of(created.nodes));
    const [node] = created.nodes;
    const since = performance.now();
    await product.rest.delete(node?.id ?? '');
    ours.remove.push(performance.now() - since);
  }
  const several = await atOnce(product, running, floor);
  return [
    row('create: accepted → running', ours.create, theirs.create),
    row('delete of a running node', ours.remove, theirs.remove),
    row(`${AT_ONCE} at once: all running`, [several.ours], [several.theirs]),
  ];
}

async function atOnce(product: Product, running: Running, floor: Floor) {
  const made = timed(() => Array.from({ length: AT_ONCE }, () => floor.create()));
  for (const node of made.value) floor.delete(node);
  const created = await product.rest.create({ name: 'bench-many', count: AT_ONCE, diskGiB: 20 });
  const ours = await running.of(created.nodes);
  await Promise.all(created.nodes.map(({ id }) => product.rest.delete(id)));
  return { ours, theirs: made.milliseconds };
}

function timed<T>(act: () => T): { value: T; milliseconds: number } {
  const since = performance.now();
  const value = act();
  return { value, milliseconds: performance.now() - since };
}

/** When each domain began to run: from libvirt's own events, so that neither side's bookkeeping counts. */
export class Running {
  readonly #since = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #close: () => Promise<void> = () => Promise.resolve();
  readonly #lost: Promise<never>;

  private constructor(connection: Connection) {
    // The daemon hangs up on a client whose event loop is busy for half a minute, and then no event comes any more.
    this.#lost = connection.closed.then((reason) => Promise.reject(reason));
    this.#lost.catch(() => undefined);
  }

  static async watch(connection: Connection): Promise<Running> {
    const running = new Running(connection);
    const registration = await connection.domainEventRegister('lifecycle', ({ domain, event }) => {
      if (event !== DomainEventType.RESUMED && event !== DomainEventType.STARTED) return;
      running.#since.set(domain.name, performance.now());
      for (const check of running.#waiting) check();
    });
    running.#close = () => registration.close();
    return running;
  }

  /** Milliseconds from now until all of them run. */
  async of(nodes: readonly Node[]): Promise<number> {
    const accepted = performance.now();
    const isComplete = () => nodes.every(({ name }) => this.#since.has(name));
    if (!isComplete()) {
      const complete = new Promise<void>((resolve) => {
        const check = (): void => {
          if (!isComplete()) return;
          this.#waiting.delete(check);
          resolve();
        };
        this.#waiting.add(check);
      });
      await Promise.race([complete, this.#lost]);
    }
    return Math.max(...nodes.map(({ name }) => this.#since.get(name) ?? 0)) - accepted;
  }

  /** They will be started again. */
  forget(nodes: readonly Node[]): void {
    for (const { name } of nodes) this.#since.delete(name);
  }

  async close(): Promise<void> {
    await this.#close();
  }
}
