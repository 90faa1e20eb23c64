import { invalidArgument, LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import type { StreamAddress } from './open-streams.ts';
import { encodePacket, PacketStatus as Status, PacketType as Type } from './packet.ts';
import type { PacketStatus } from './packet.ts';

export function streamHeader(
  stream: StreamAddress,
  type: typeof Type.STREAM | typeof Type.STREAM_HOLE,
  status: PacketStatus,
) {
  return { ...stream, type, status };
}

export function encodeCall<Args>(procedure: Procedure<Args, unknown>, args: Args, serial: number): Buffer {
  const header = {
    program: procedure.program,
    procedure: procedure.number,
    type: Type.CALL,
    serial,
    status: Status.OK,
  };
  try {
    return encodePacket(header, procedure.args, args);
  } catch (error) {
    // JavaScript lets through what TypeScript would not, such as a number where a bigint belongs.
    const refusal = error instanceof LibvirtError ? error : invalidArgument(String(error), error);
    throw refusal.during(procedure.name);
  }
}
