/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import { basename } from 'node:path';
import type { Hardware } from '../../lib/contract/node-hardware.ts';
import type { AddedCard, AddedDisk, HostDevices } from '../hypervisor/api.ts';
import { isAddedVolume } from '../hypervisor/index.ts';
import { SAMPLE_HARDWARE } from './samples.ts';

/** Disks and cards that come and go in memory: like a machine that is off. */
export class MemoryDevices implements HostDevices {
  readonly #hardware: Map<string, Hardware>;
  /** What happens before a disk is attached, such as an error. */
  beforeAttach: () => Promise<void> = async () => undefined;
  /** What happens before a device is given back. */
  beforeDetach: () => Promise<void> = async () => undefined;

  constructor(hardware: Map<string, Hardware>) {
    this.#hardware = hardware;
  }

  async attachDisk(uuid: string, { path, format, bus }: AddedDisk): Promise<void> {
    await this.beforeAttach();
    const before = this.#of(uuid);
    if (before.disks.some((disk) => disk.path === path)) return;
    const target = `vd${'bcdefgh'[before.disks.length - 1] ?? 'z'}`;
    const volume = basename(path);
    const facts = { target, bus, path, format, volume, bytes: 1024 ** 3, pool: null };
    const disk = { role: 'added' as const, ...facts, owned: isAddedVolume(volume) };
    this.#hardware.set(uuid, { ...before, disks: [...before.disks, disk] });
  }

  async detachDisk(uuid: string, target: string): Promise<void> {
    await this.beforeDetach();
    const before = this.#of(uuid);
    this.#hardware.set(uuid, { ...before, disks: before.disks.filter((disk) => disk.target !== target) });
  }

  async attachCard(uuid: string, { mac, model, network }: AddedCard): Promise<void> {
    const before = this.#of(uuid);
    const nic = { role: 'added' as const, mac, model, network };
    this.#hardware.set(uuid, { ...before, nics: [...before.nics.filter((each) => each.mac !== mac), nic] });
  }

  async detachCard(uuid: string, mac: string): Promise<void> {
    const before = this.#of(uuid);
    this.#hardware.set(uuid, { ...before, nics: before.nics.filter((nic) => nic.mac !== mac) });
  }

  #of(uuid: string): Hardware {
    return this.#hardware.get(uuid) ?? SAMPLE_HARDWARE;
  }
}
