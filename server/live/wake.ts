/** Lets one loop sleep until something has happened; what happens before it sleeps is not forgotten. */
export class Wake {
  #happened = false;
  #resolve: (() => void) | undefined;

  notify(): void {
    this.#happened = true;
    this.#resolve?.();
  }

  async wait(): Promise<void> {
    if (!this.#happened) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
      });
    }
    this.#happened = false;
    this.#resolve = undefined;
  }
}
