/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import type { EfiVariables } from '../../lib/contract/efi-variables.ts';
import type { HostNvram } from '../hypervisor/api.ts';
import { SAMPLE_EFI_VARIABLES } from './samples.ts';

/** The EFI variables of the domains of a host in memory. */
export class MemoryNvram implements HostNvram {
  /** UUIDs of domains whose next start is from the network. */
  readonly fromNetwork = new Set<string>();
  state: EfiVariables['secureBoot'] = 'on';
  /** PEM of what the console has enrolled, by UUID. */
  readonly signers = new Map<string, string>();
  readonly #nameOf: (uuid: string) => string;

  /** @param nameOf throws for unknown domains */
  constructor(nameOf: (uuid: string) => string) {
    this.#nameOf = nameOf;
  }

  async variables(uuid: string) {
    const path = `/nvram/${this.#nameOf(uuid)}_VARS.fd`;
    return { ...SAMPLE_EFI_VARIABLES, path, bootNext: this.fromNetwork.has(uuid) ? 'Boot0002' : null };
  }

  async bootFromNetworkNext(uuid: string) {
    this.fromNetwork.add(uuid);
  }

  async secureBoot(uuid: string, pem: string) {
    return { state: this.state, missing: this.signers.get(uuid) === pem ? [] : ['CN=the signer'] };
  }

  async enrolSigners(uuid: string, pem: string) {
    this.signers.set(uuid, pem);
  }

  async templateWithSigners(template: string, pem: string) {
    return Buffer.from(`${template} ${pem}`);
  }
}
