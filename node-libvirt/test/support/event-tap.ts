import type { Dial } from '../../src/index.ts';
import { remoteProgram } from '../../src/index.ts';
import { PacketReader, PacketType } from '../../src/rpc/packet.ts';
import { dialFor } from '../../src/transport/dial.ts';
import { parseURI } from '../../src/transport/uri.ts';

/** A way to the local daemon that counts the event packets which arrive by it, whoever they are for. */
export class EventTap {
  #events = 0;
  readonly #dial: Dial;

  constructor(uri: string) {
    this.#dial = dialFor(parseURI(uri), { readOnly: false, allowUnverified: false, sshOptions: [] });
  }

  get events(): number {
    return this.#events;
  }

  readonly dial: Dial = async (signal) => {
    const transport = await this.#dial(signal);
    const packets = new PacketReader((packet) => {
      if (packet.type === PacketType.MESSAGE && packet.program === remoteProgram.id) this.#events++;
    });
    transport.duplex.on('data', (chunk: Buffer) => {
      packets.push(chunk);
    });
    return transport;
  };
}
