/** Lets one loop wait until `notify`; a `notify` before the wait counts. */
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
