import { z } from 'zod';
import { host, orchestrator } from './host.ts';
import { node } from './node.ts';
import { operation } from './operation.ts';
import { run } from './run.ts';

/** socket.io's path; its only namespace is the default one. */
export const LIVE_PATH = '/live';
/** WebSocket paths. The ticket travels as a second sub-protocol, `ticket.<TICKET>`, never in a URL. */
export const SERIAL_PATH = '/ws/serial';
export const VNC_PATH = '/ws/vnc';
export const SERIAL_PROTOCOL = 'ven.serial.v1';
export const VNC_PROTOCOL = 'binary';
export const ticketProtocol = (ticket: string): string => `ticket.${ticket}`;

/**
 * Server to browser over socket.io, event `change`: whole objects. Receivers keep the one with the higher revision.
 * `hello` says that a new connection is subscribed; the lists are fetched after it, so that nothing is missed.
 */
export const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node'), object: node }),
  z.object({ kind: z.literal('host'), object: host }),
  z.object({ kind: z.literal('run'), object: run }),
  z.object({ kind: z.literal('operation'), object: operation }),
  z.object({ kind: z.literal('orchestrator'), object: orchestrator }),
]);
export type Change = z.infer<typeof change>;

/** The first event of a new connection. Nothing depends on its fields, so nobody checks them. */
export interface Hello {
  readonly version: string;
  readonly startedAt: string;
}

export const ticketRequest = z
  .strictObject({
    node: z.string().min(1).max(100),
    kind: z.enum(['serial', 'vnc']),
    /** Serial port; 0 is ttyS0. Without meaning for vnc. */
    port: z.int().min(0).max(1).default(0),
    /** `read`: the server has no way to write for this viewer. */
    mode: z.enum(['read', 'write']).default('write'),
  })
  .meta({ id: 'TicketRequest' });
export type TicketRequest = z.infer<typeof ticketRequest>;
/** Good once, for 30 seconds, for exactly what was asked. */
export const ticket = z.object({ ticket: z.string(), expiresAt: z.string() }).meta({ id: 'Ticket' });

/**
 * Serial socket, viewer to server, as JSON text. `subscribe` comes first and may come again; `from` is an offset of
 * the boot, or 'start' for its oldest byte kept. Without `boot` it begins with the present (or latest) boot. With
 * `follow: true` it goes on with every boot after that one, with `follow: false` it ends with the boot; without
 * `follow` it goes on if no boot was named, or one that had not ended. `ack` tells how far the viewer has come; the
 * server sends at most SERIAL_WINDOW bytes beyond it and reads the rest from the log later, so a slow viewer costs no
 * memory.
 */
export const serialUp = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    boot: z.int().min(1).optional(),
    from: z.union([z.int().min(0), z.literal('start')]),
    follow: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('ack'), offset: z.int().min(0) }),
  /** `data` is text as typed; sent to the guest as UTF-8. */
  z.strictObject({ type: z.literal('input'), data: z.string().max(65_536) }),
]);
export type SerialUp = z.infer<typeof serialUp>;

/**
 * Server to viewer: JSON text as below, and binary frames: 8 bytes offset (big endian) and the bytes from there.
 * A new boot is told by `begin` and starts at its own offset 0.
 */
export const serialDown = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), boot: z.int(), live: z.boolean(), start: z.int(), end: z.int() }),
  z.object({ type: z.literal('gap'), from: z.int(), to: z.int(), reason: z.string() }),
  /** The boot is over; there will be no more bytes. */
  z.object({ type: z.literal('end'), boot: z.int(), offset: z.int() }),
  /** Whether the port can be typed into; told when that changes, and at first only if it cannot. */
  z.object({
    type: z.literal('input'),
    refused: z.object({ reason: z.string(), fix: z.string() }).nullable(),
  }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type SerialDown = z.infer<typeof serialDown>;

export const SERIAL_WINDOW = 1_048_576;
export const SERIAL_FRAME_HEADER = 8;
