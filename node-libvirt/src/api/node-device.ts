import { connectionProcedures as procedures } from '../protocol/connection.ts';
import type { NodeDeviceRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { Session } from './session.ts';

/** A device of the host, such as `net_eth0_52_54_00_00_00_01`. */
export class NodeDevice {
  readonly name: string;
  readonly #session: Session;

  /** @internal */
  constructor(session: Session, ref: NodeDeviceRef) {
    this.#session = session;
    this.name = ref.name;
  }

  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    const args = { name: this.name, flags };
    return (await this.#session.call(procedures.NODE_DEVICE_GET_XML_DESC, args, options)).xml;
  }
}
