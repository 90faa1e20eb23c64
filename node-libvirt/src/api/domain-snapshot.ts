import { snapshotProcedures as procedures } from '../protocol/domain.ts';
import type { SnapshotRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { Session } from './session.ts';

/** A snapshot, identified by its own name and its domain's. Holds no resources at the daemon. */
export class DomainSnapshot {
  readonly name: string;
  readonly #session: Session;
  readonly #ref: SnapshotRef;

  /** @internal */
  constructor(session: Session, ref: SnapshotRef) {
    this.#session = session;
    this.#ref = ref;
    this.name = ref.name;
  }

  /** `flags` are DomainSnapshotXMLFlags. */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (
      await this.#session.call(procedures.DOMAIN_SNAPSHOT_GET_XML_DESC, { snap: this.#ref, flags }, options)
    ).xml;
  }

  /** Reverts the domain to this snapshot (virDomainRevertToSnapshot); `flags` are DomainSnapshotRevertFlags. */
  async revert(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_REVERT_TO_SNAPSHOT, { snap: this.#ref, flags }, options);
  }

  /** `flags` are DomainSnapshotDeleteFlags. */
  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SNAPSHOT_DELETE, { snap: this.#ref, flags }, options);
  }
}
