import { connectionProcedures as procedures } from '../protocol/connection.ts';
import type { SecretRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { Session } from './session.ts';

/** A secret's identity, never its value. */
export class Secret {
  readonly uuid: string;
  /** A SecretUsageType. */
  readonly usageType: number;
  readonly usageID: string;
  readonly #session: Session;

  /** @internal */
  constructor(session: Session, ref: SecretRef) {
    this.#session = session;
    this.uuid = ref.uuid;
    this.usageType = ref.usageType;
    this.usageID = ref.usageID;
  }

  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.SECRET_GET_XML_DESC, { secret: this, flags }, options)).xml;
  }
}
