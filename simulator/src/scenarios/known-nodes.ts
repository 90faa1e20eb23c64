const CAPACITY = 4096;

/**
 * Which serial number was last seen behind a client address. Firmware and boot loader do not say who they are;
 * the iPXE script and the onboarding request do, and from then on their address stands for them.
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
