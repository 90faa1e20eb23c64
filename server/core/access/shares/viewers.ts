/** How many people look at each link: a guest with several windows or sockets counts once. */
export class Viewers {
  readonly #sockets = new Map<string, Map<string, number>>();

  /** Counts a socket of a guest; returns a function that takes it back. */
  add(link: string, guest: string): () => void {
    const guests = this.#sockets.get(link) ?? new Map<string, number>();
    this.#sockets.set(link, guests);
    guests.set(guest, (guests.get(guest) ?? 0) + 1);
    let counted = true;
    return () => {
      if (!counted) return;
      counted = false;
      const left = (guests.get(guest) ?? 1) - 1;
      if (left > 0) guests.set(guest, left);
      else guests.delete(guest);
      if (guests.size === 0) this.#sockets.delete(link);
    };
  }

  of(link: string): number {
    return this.#sockets.get(link)?.size ?? 0;
  }
}
