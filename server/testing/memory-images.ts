/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import { ConsoleError } from '../../lib/contract/error.ts';
import type { HostImages, VolumeWriter } from '../hypervisor/api.ts';

/** Images of a host in memory. */
export class MemoryImages implements HostImages {
  readonly stored = new Map<string, Buffer>();
  room = 1024 ** 3;

  async free(): Promise<number> {
    return this.room;
  }

  async list(): Promise<{ name: string; bytes: number }[]> {
    return [...this.stored].map(([name, { length }]) => ({ name, bytes: length }));
  }

  async create(name: string): Promise<VolumeWriter> {
    this.stored.set(name, Buffer.alloc(0));
    let ended = false;
    return {
      write: async (bytes) => {
        this.stored.set(name, Buffer.concat([this.#of(name), bytes]));
      },
      end: async () => {
        ended = true;
      },
      abort: async () => {
        if (!ended) this.stored.delete(name);
      },
    };
  }

  async head(name: string, bytes: number): Promise<Buffer> {
    return this.#of(name).subarray(0, bytes);
  }

  async remove(name: string): Promise<void> {
    this.stored.delete(name);
  }

  #of(name: string): Buffer {
    const bytes = this.stored.get(name);
    if (bytes !== undefined) return bytes;
    throw new ConsoleError('not-found', `there is no image ${name}`);
  }
}
