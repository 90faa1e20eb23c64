import { once } from 'node:events';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { OrchestratorSettings } from '../../../lib/contract/orchestrator-settings.ts';
import { lookupIn, proxyFor } from '../names.ts';

/** The proxy answered, but refused to connect. */
export class ProxyRefusal extends Error {}

export interface Target {
  readonly host: string;
  readonly port: number;
}

export function targetOf(url: string): Target {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) };
}

/** Connects to a service the way the console's requests do: by host entry, through a proxy, or directly. */
export async function openSocket(
  url: string,
  settings: Pick<OrchestratorSettings, 'hosts' | 'proxy' | 'answerSeconds'>,
  cancelled: AbortSignal,
): Promise<Socket> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(settings.answerSeconds * 1000)]);
  const { host, port } = targetOf(url);
  const proxy = proxyFor(url, settings);
  if (proxy !== null) return throughProxy(proxy, `${host}:${port}`, signal);
  const socket = connect({ host, port, lookup: lookupIn(settings.hosts) });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  }
}

async function throughProxy(proxy: string, target: string, signal: AbortSignal): Promise<Socket> {
  const { protocol, hostname, port } = new URL(proxy);
  const isSecure = protocol === 'https:';
  const connecting = (isSecure ? secureRequest : request)({
    ...{ host: hostname, port: port === '' ? (isSecure ? 443 : 80) : Number(port) },
    ...{ method: 'CONNECT', path: target, headers: { host: target }, signal },
  });
  return new Promise((resolve, reject) => {
    connecting.once('connect', ({ statusCode = 0, statusMessage = '' }, socket) => {
      if (statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new ProxyRefusal(`${statusCode} ${statusMessage}`.trim()));
    });
    connecting.once('response', ({ statusCode = 0, statusMessage = '' }) => {
      connecting.destroy();
      reject(new ProxyRefusal(`${statusCode} ${statusMessage}`.trim()));
    });
    connecting.once('error', reject);
    connecting.end();
  });
}
