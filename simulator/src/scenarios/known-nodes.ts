const CAPACITY = 4096;

/**
 * The serial number last seen at each client address. Firmware and boot loaders do not identify themselves, but the iPXE
 * script and the onboarding request do; from then on the address identifies the node.
 */
export class KnownNodes {
  readonly #serials = new Map<string, string>();

  learn(address: string, serial: string): void {
    this.#serials.delete(address);
    this.#serials.set(address, serial);
    const [oldest] = this.#serials.keys();
    if (this.#serials.size > CAPACITY && oldest !== undefined) this.#serials.delete(oldest);
  }

  serialOf(address: string): string | undefined {
    return this.#serials.get(address);
  }
}
