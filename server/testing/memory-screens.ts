import { type Duplex, PassThrough } from 'node:stream';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { DomainFacts } from '../hypervisor/api.ts';
import { pngFromPixmap } from '../hypervisor/consoles/png.ts';

const BLACK = pngFromPixmap(Buffer.from('P6 1 1 255 \0\0\0', 'latin1'));

/** The screens of domains in memory. */
export class MemoryScreens {
  readonly #open = new Map<Duplex, string>();
  /** A PNG: what all of them show. */
  shown: Buffer = BLACK;

  /** The domains' ends of the open screens, which echo all input. */
  get all(): readonly Duplex[] {
    return [...this.#open.keys()];
  }

  open(domain: DomainFacts): Duplex {
    requireOn(domain);
    const screen = new PassThrough();
    this.#open.set(screen, domain.uuid);
    return screen.once('close', () => this.#open.delete(screen));
  }

  picture(domain: DomainFacts): Buffer {
    requireOn(domain);
    return this.shown;
  }

  /** The domain was switched off. */
  close(uuid: string): void {
    for (const [screen, of] of this.#open) if (of === uuid) screen.destroy();
  }
}

function requireOn({ name, id }: DomainFacts): void {
  if (id !== null) return;
  throw new ConsoleError('conflict', `${name} has no display now: it is not running`, {
    fix: 'Start the node.',
  });
}
