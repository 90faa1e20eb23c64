import { z } from 'zod';
import { diagnosisState } from './diagnosis.ts';
import { demo } from './demo.ts';
import { domainsChanged } from './host-domain.ts';
import { hostObjectsChanged } from './host-network.ts';
import { hostRemoved } from './host-settings.ts';
import { bulk } from './bulk.ts';
import { host } from './host.ts';
import { orchestrator, orchestratorRemoved } from './orchestrator.ts';
import { image, imageRemoved, imageUpload } from './image.ts';
import { node } from './node.ts';
import { notice } from './notice.ts';
import { operation } from './operation.ts';
import { presentation, presentationEnded } from './presentation.ts';
import { presence } from './presence.ts';
import { run } from './run.ts';
import { schedule, scheduleRemoved } from './schedule.ts';
import { template, templateRemoved } from './template.ts';
import { parseDomainAddress } from '../domain/names.ts';

/** socket.io's path; only the default namespace is used. */
export const LIVE_PATH = '/live';
/** WebSocket paths. The ticket is sent as a second sub-protocol, `ticket.<TICKET>`, never in a URL. */
export const SERIAL_PATH = '/ws/serial';
export const VNC_PATH = '/ws/vnc';
export const SERIAL_PROTOCOL = 'ven.serial.v1';
export const VNC_PROTOCOL = 'binary';
export const ticketProtocol = (ticket: string): string => `ticket.${ticket}`;

/**
 * Server to browser over socket.io, event `change`: complete objects. Receivers keep the one with the higher revision.
 * `hello` confirms the subscription of a new connection; clients fetch the lists after it, so that they miss nothing.
 */
export const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node'), object: node }),
  z.object({ kind: z.literal('host'), object: host }),
  z.object({ kind: z.literal('domains'), object: domainsChanged }),
  z.object({ kind: z.literal('host-objects'), object: hostObjectsChanged }),
  z.object({ kind: z.literal('host-removed'), object: hostRemoved }),
  z.object({ kind: z.literal('run'), object: run }),
  z.object({ kind: z.literal('operation'), object: operation }),
  /** A verdict on a boot has been made, or is being made. */
  z.object({ kind: z.literal('diagnosis'), object: diagnosisState }),
  /** A few times a second while it goes on. */
  z.object({ kind: z.literal('bulk'), object: bulk }),
  z.object({ kind: z.literal('orchestrator'), object: orchestrator }),
  z.object({ kind: z.literal('orchestrator-removed'), object: orchestratorRemoved }),
  z.object({ kind: z.literal('schedule'), object: schedule }),
  z.object({ kind: z.literal('schedule-removed'), object: scheduleRemoved }),
  z.object({ kind: z.literal('template'), object: template }),
  z.object({ kind: z.literal('template-removed'), object: templateRemoved }),
  z.object({ kind: z.literal('image'), object: image }),
  z.object({ kind: z.literal('image-removed'), object: imageRemoved }),
  /** A few times a second while bytes arrive; for the last time with its image, or with why there is none. */
  z.object({ kind: z.literal('image-upload'), object: imageUpload }),
  z.object({ kind: z.literal('demo'), object: demo }),
  /** What somebody shows others: several times a second while it moves. */
  z.object({ kind: z.literal('presentation'), object: presentation }),
  z.object({ kind: z.literal('presentation-ended'), object: presentationEnded }),
  /** Who is at the consoles of a node or another domain, and who drives; nobody and nothing once all have gone. */
  z.object({ kind: z.literal('presence'), object: presence }),
  /** Something happened that people have themselves told. */
  z.object({ kind: z.literal('notice'), object: notice }),
]);
export type Change = z.infer<typeof change>;

/**
 * The first event of a new connection. `change` is the number of the latest change before it; every response to a GET
 * has that of its own time in the header `ven-change`, so a client knows whether what it fetched before the connection
 * contains everything that it will not be sent.
 */
export const hello = z.object({ version: z.string(), startedAt: z.string(), change: z.number() });
export type Hello = z.infer<typeof hello>;

export const CHANGE_HEADER = 'ven-change';

export const ticketRequest = z
  .strictObject({
    /** A node; or HOST/UUID, a domain of a host that is not a node. */
    node: z.string().min(1).max(200),
    kind: z.enum(['serial', 'vnc']),
    /** Serial port; 0 is ttyS0. A node has two, other domains may have more. Ignored for VNC. */
    port: z.int().min(0).max(31).default(0),
    /** `read`: this viewer cannot write. */
    mode: z.enum(['read', 'write']).default('write'),
  })
  .refine(({ node, port }) => port < 2 || parseDomainAddress(node) !== null, {
    path: ['port'],
    error: 'use 0 or 1: a node has two serial ports',
  })
  .meta({ id: 'TicketRequest' });
export type TicketRequest = z.infer<typeof ticketRequest>;
/** Valid once, for 30 seconds, and only for the console that was requested. */
export const ticket = z.object({ ticket: z.string(), expiresAt: z.string() }).meta({ id: 'Ticket' });

/**
 * Serial socket, viewer to server, as JSON text. `subscribe` comes first and may be repeated; `from` is an offset of
 * the boot, or 'start' for its oldest byte kept. Without `boot` it begins with the current (or latest) boot. With
 * `follow: true` it continues with every later boot, with `follow: false` it ends with the boot; without `follow` it
 * continues if no boot was named, or one that had not ended. `ack` reports how far the viewer has read; the server
 * sends at most SERIAL_WINDOW bytes beyond it and reads the rest from the log later, so a slow viewer costs no memory.
 * With `screen`, the size of its terminal, a viewer that is far behind is sent a snapshot of what such a terminal shows,
 * and the bytes after it.
 */
export const serialUp = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    boot: z.int().min(1).optional(),
    from: z.union([z.int().min(0), z.literal('start')]),
    follow: z.boolean().optional(),
    screen: z.strictObject({ columns: z.int().min(10).max(500), rows: z.int().min(2).max(300) }).optional(),
  }),
  z.strictObject({ type: z.literal('ack'), offset: z.int().min(0) }),
  /** `data` is the typed text; sent to the guest as UTF-8. */
  z.strictObject({ type: z.literal('input'), data: z.string().max(65_536) }),
  /** Whether anybody looks at it: a page that was left keeps its connection for a while. True until then. */
  z.strictObject({ type: z.literal('shown'), shown: z.boolean() }),
]);
export type SerialUp = z.infer<typeof serialUp>;

/**
 * Server to viewer: JSON text as below, and binary frames: 8 bytes offset (big endian) and the bytes from there.
 * `begin` announces a new boot, whose offsets start at 0.
 */
export const serialDown = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), boot: z.int(), live: z.boolean(), start: z.int(), end: z.int() }),
  z.object({ type: z.literal('gap'), from: z.int(), to: z.int(), reason: z.string() }),
  /**
   * In place of all before `offset`: `data` draws in a terminal of that size, after a reset, what is shown then. Its oldest
   * line begins at `from`; `marks` are pairs of an offset and the line, counted from the oldest, that begins there.
   */
  z.object({
    ...{ type: z.literal('snapshot'), boot: z.int(), from: z.int(), offset: z.int() },
    ...{ columns: z.int(), rows: z.int(), data: z.string() },
    marks: z.array(z.tuple([z.int(), z.int()])),
  }),
  /** The boot is over; there will be no more bytes. */
  z.object({ type: z.literal('end'), boot: z.int(), offset: z.int() }),
  /** Whether the port accepts input; sent when that changes, and at the start only if it does not. */
  z.object({
    type: z.literal('input'),
    refused: z.object({ reason: z.string(), fix: z.string() }).nullable(),
  }),
  /**
   * Who drives the console, sent when that changes, and at the start only if somebody does or has it open. Input of
   * everybody else is not sent to the guest: each such message is answered by an `error` with the code `not-driving` or
   * `console-locked`.
   */
  z.object({
    type: z.literal('driver'),
    /** Whether it is this viewer's own login. */
    you: z.boolean(),
    driver: z.object({ name: z.string(), idle: z.boolean(), locked: z.boolean() }).nullable(),
    /** Whom to answer, if one drives; whether one's own request waits, if not. */
    asks: z.array(z.object({ person: z.string(), name: z.string(), you: z.boolean() })),
  }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type SerialDown = z.infer<typeof serialDown>;

export const SERIAL_WINDOW = 1_048_576;
/** A viewer that is further behind than this, and has said how large its terminal is, is sent a snapshot. */
export const SNAPSHOT_BEHIND = 262_144;
export const SERIAL_FRAME_HEADER = 8;
