import type { Change } from '../../lib/contract/live.ts';
import { guestChange } from '../../lib/domain/share/guest-view.ts';
import type { Shared } from '../../lib/domain/share/scope.ts';
import type { Identity } from '../core/access/api.ts';

/** The share links that have guests connected. A change is reduced once for each link, not for each guest. */
export class LinksInUse {
  readonly #links = new Map<string, { readonly shared: Shared; guests: number }>();

  /** Returns a function that takes the guest back; who is no guest needs nothing. */
  add({ id, actor: { share } }: Identity): () => void {
    if (share === undefined) return () => undefined;
    const link = this.#links.get(id) ?? { shared: share, guests: 0 };
    link.guests += 1;
    this.#links.set(id, link);
    return () => {
      link.guests -= 1;
      if (link.guests === 0 && this.#links.get(id) === link) this.#links.delete(id);
    };
  }

  /** Passes on what the guests of each link may see of a change. */
  send(change: Change, pass: (link: string, shown: Change) => void): void {
    for (const [link, { shared }] of this.#links) {
      const shown = guestChange(shared, change);
      if (shown) pass(link, shown);
    }
  }
}
