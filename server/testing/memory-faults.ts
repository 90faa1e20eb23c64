/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import type { HostFaults } from '../hypervisor/api.ts';

/** What would be made worse of machines, as a list. */
export class MemoryFaults implements HostFaults {
  /** Such as `link down`, `disk 100`; what was taken back is `link up`, `disk free`. */
  readonly done: string[] = [];
  /** What happens before each, such as an error. */
  before: () => Promise<void> = async () => undefined;
  lossRefusal: HostFaults['lossRefusal'] = null;

  setLink = async (_uuid: string, _mac: string, isUp: boolean) => this.#do(`link ${isUp ? 'up' : 'down'}`);
  limitLink = async (_uuid: string, _mac: string, rate: number | null) =>
    this.#do(`traffic ${rate ?? 'free'}`);
  dropPackets = async (_uuid: string, _mac: string, percent: number | null) =>
    this.#do(`packets ${percent ?? 'free'}`);
  limitDisk = async (_uuid: string, rate: number | null) => this.#do(`disk ${rate ?? 'free'}`);

  async #do(what: string): Promise<void> {
    await this.before();
    this.done.push(what);
  }
}
