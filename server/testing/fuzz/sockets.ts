import {
  LIVE_PATH,
  SERIAL_PATH,
  SERIAL_PROTOCOL,
  ticket as ticketSchema,
  ticketProtocol,
  type TicketRequest,
  VNC_PATH,
  VNC_PROTOCOL,
} from '../../../lib/contract/live.ts';
import { parsed, send } from '../request.ts';
import type { Random } from './random.ts';
import { oddFrame, upgradeRequest, type Target, Wire } from './wire.ts';

type Kind = 'live' | 'serial' | 'vnc';

const SERIAL = [
  '{"type":"subscribe","from":"start"}',
  '{"type":"subscribe","boot":1,"from":0}',
  '{"type":"subscribe","boot":99,"from":5}',
  '{"type":"ack","offset":100000}',
  '{"type":"ack","offset":9007199254740991}',
  '{"type":"input","data":"ls\\r"}',
  '{"type":"input","data":""}',
  `{"type":"input","data":"${'x'.repeat(30_000)}"}`,
  '{"type":"input","data":"\\ud800"}',
  '{"type":"ack","offset":-1}',
  '{"type":"other"}',
  '[[[[',
  'null',
  '',
] as const;
const LIVE = [
  '40',
  '41',
  '3',
  '2',
  '40/other,',
  '40/admin,{"a":1}',
  '42["change",{}]',
  '42/other,["x"]',
  '430[]',
  '451-["x",{"_placeholder":true,"num":0}]',
  '4',
  '6',
  '9',
  'b/w==',
  '40{"token":1}',
  '40[',
  `42["${'x'.repeat(5000)}"]`,
  'x'.repeat(20_000),
] as const;
const RFB = [
  [3, 1, 0, 0, 0, 0, 4, 0, 3, 0],
  [2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 16],
  [2, 0, 255, 255],
  [4, 1, 0, 0, 0, 0, 0, 65],
  [5, 1, 0, 10, 0, 10],
  [6, 0, 0, 0, 127, 255, 255, 255],
  [6, 0, 0, 0, 128, 0, 0, 0],
  [250, 0, 1, 2],
  [251, 0, 4, 0, 3, 0, 255, 0],
  [255, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 30],
  [99],
] as const;

function payload(random: Random, kind: Kind): Buffer {
  if (random.chance(0.05)) return random.bytes(random.below(300));
  if (kind === 'serial') return Buffer.from(random.pick(SERIAL));
  if (kind === 'live') return Buffer.from(random.pick(LIVE));
  return Buffer.from(random.pick<readonly number[]>([...RFB]));
}

/** A partial upgrade leaves its ticket unused, and a user has a limited number: falls back to a made-up one. */
async function ticketOrNone(
  target: Target,
  authorization: string,
  request: Pick<TicketRequest, 'kind' | 'mode'>,
): Promise<string> {
  const body = { node: 'one', ...request };
  const response = await send(target, '/api/v1/tickets', {
    method: 'POST',
    body,
    headers: { authorization },
  });
  return response.status === 429 ? 'none' : (await parsed(ticketSchema, response)).ticket;
}

async function requestFor(random: Random, kind: Kind, target: Target): Promise<string> {
  const authorization = random.chance(0.5) ? target.viewer : target.operator;
  if (kind === 'live') {
    return upgradeRequest(target, `${LIVE_PATH}/?EIO=4&transport=websocket`, authorization, []);
  }
  const mode = authorization === target.viewer ? 'read' : 'write';
  const ticket = ticketProtocol(await ticketOrNone(target, authorization, { kind, mode }));
  return kind === 'serial'
    ? upgradeRequest(target, SERIAL_PATH, authorization, [SERIAL_PROTOCOL, ticket])
    : upgradeRequest(target, VNC_PATH, authorization, [VNC_PROTOCOL, ticket]);
}

/** Opens one socket and sends at most `most` messages; returns how many were sent. */
export async function oneSocket(random: Random, kind: Kind, target: Target, most: number): Promise<number> {
  const asking = await requestFor(random, kind, target);
  const wire = new Wire(target);
  if (random.chance(0.1)) {
    // A partial upgrade request, and then nothing.
    await wire.write(asking.slice(0, random.below(asking.length)));
    wire.socket.destroy();
    return 1;
  }
  await wire.write(asking);
  await wire.answered();
  if (kind === 'vnc' && random.chance(0.8)) {
    await wire.write(oddFrame(random, Buffer.from('RFB 003.008\n\x01\x00', 'latin1'), true));
  }
  if (random.chance(0.3)) wire.socket.pause();
  const wanted = Math.min(most, 1 + random.below(60));
  let sent = 0;
  while (sent < wanted && !wire.socket.destroyed) {
    const binary = kind === 'vnc' ? random.chance(0.95) : random.chance(0.05);
    await wire.write(oddFrame(random, payload(random, kind), binary));
    sent += 1;
    // A refused client may continue for a while, as misbehaving clients do.
    if (sent % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  if (random.chance(0.5)) wire.socket.resetAndDestroy();
  else wire.socket.destroy();
  return Math.max(sent, 1);
}
