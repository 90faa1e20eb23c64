import { openConsoleSocket, SerialSession, type SerialOptions } from 'ven-client';
import { client } from './client.ts';

export type { SerialSession, SerialSnapshot, TerminalSnapshot } from 'ven-client';

/** Only recent browsers take a path instead of a full address. */
const createSocket = (path: string, protocols: string[]): WebSocket =>
  new WebSocket(new URL(path, window.location.href.replace(/^http/, 'ws')), protocols);

/** A viewer of a node's serial port, connected until it is disposed. */
export const openSerialSession = (options: Omit<SerialOptions, 'client' | 'createSocket'>): SerialSession =>
  new SerialSession({ ...options, client, createSocket });

/** Opens the socket that carries a node's screen. */
export const openScreenSocket = (node: string, mode: 'read' | 'write'): Promise<WebSocket> =>
  openConsoleSocket(client, { node, kind: 'vnc', port: 0, mode }, createSocket);
