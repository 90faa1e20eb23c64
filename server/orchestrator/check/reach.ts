import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Service } from '../../../lib/contract/orchestrator-settings.ts';
import { entryAddress } from '../../../lib/domain/orchestrator-services.ts';
import { reasonOf } from '../failures.ts';
import { proxyFor } from '../names.ts';
import { type CheckContext, CONSOLE_SERVICES } from './context.ts';
import { failed, ok, type Outcome, warning, skipped } from './steps.ts';
import { openSocket, ProxyRefusal, targetOf } from './sockets.ts';

/** Services that nodes contact once they have booted. */
const NODE_SERVICES: readonly Service[] = ['onboarding-stream', 'onboarding-node', 'tinkerbell-server'];

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** Each service's name, by host entry or name server. A proxy resolves names itself. */
export async function checkNames(context: CheckContext): Promise<Outcome> {
  const found = new Map<string, string | null>();
  const resolve = async (service: Service): Promise<boolean> => {
    const { host } = targetOf(context.url(service));
    if (!found.has(host)) found.set(host, await addressOf(context, context.url(service), host));
    return found.get(host) !== null;
  };
  for (const service of CONSOLE_SERVICES) if (!(await resolve(service))) context.usable.delete(service);
  const missing = missingIn(found);
  if (missing.length > 0) {
    return failed(
      `Neither a name server nor a host entry resolves ${listed(missing)}.`,
      `Check the cluster domain ("${context.settings.cluster}"); if it is right, add a host entry for *.${context.settings.cluster} with the orchestrator's address (“Names without DNS”).`,
      'name-unknown',
    );
  }
  const addresses = [...found].map(([host, address]) => `${host} is ${address ?? ''}`).join(', ');
  for (const service of NODE_SERVICES) await resolve(service);
  const unknown = missingIn(found);
  if (unknown.length === 0) return ok(`${addresses}.`);
  return warning(
    `${addresses}. Nodes will also ask for ${listed(unknown)}, which cannot be resolved here.`,
    'Add host entries for these names, unless the name server of the nodes resolves them.',
  );
}

const missingIn = (found: ReadonlyMap<string, string | null>): string[] =>
  [...found].filter(([, address]) => address === null).map(([host]) => host);

async function addressOf({ settings }: CheckContext, url: string, host: string): Promise<string | null> {
  if (isIP(host) !== 0) return host;
  const entry = entryAddress(settings.hosts, host);
  if (entry !== null) return `${entry} (host entry)`;
  if (proxyFor(url, settings) !== null) return 'resolved by the proxy';
  return lookup(host).then(
    ({ address }) => address,
    () => null,
  );
}

/** A TCP connection to each service whose name is known. */
export async function checkConnections(context: CheckContext): Promise<Outcome> {
  const { settings, signal, usable } = context;
  if (usable.size === 0) return skipped('no name is known');
  const reached: string[] = [];
  const refused: { readonly evidence: string; readonly fix: string }[] = [];
  for (const service of [...usable]) {
    const url = context.url(service);
    const { host, port } = targetOf(url);
    try {
      const socket = await openSocket(url, settings, signal);
      reached.push(`${host}:${port}`);
      socket.destroy();
    } catch (error) {
      usable.delete(service);
      refused.push(whyNotConnected(error, `${host}:${port}`, proxyFor(url, settings)));
    }
  }
  const [first] = refused;
  if (first === undefined) return ok(`${listed([...new Set(reached)])} accept connections.`);
  return failed(
    [...new Set(refused.map(({ evidence }) => evidence))].join(' '),
    first.fix,
    'server-unreachable',
  );
}

function whyNotConnected(error: unknown, target: string, proxy: string | null) {
  if (error instanceof ProxyRefusal) {
    return {
      evidence: `The proxy ${proxy ?? ''} refuses to connect to ${target}: ${error.message}.`,
      fix: 'Allow the connection at the proxy, or exempt the orchestrator from it (proxy.except, NO_PROXY).',
    };
  }
  const [code, message] = reasonOf(error);
  if (proxy !== null) {
    return {
      evidence: `The proxy ${proxy} cannot be reached: ${message}.`,
      fix: 'Check the address of the proxy, or exempt the orchestrator from it (proxy.except, NO_PROXY).',
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      evidence: `Nothing listens at ${target}.`,
      fix: 'Check the port; if the services are not at https://NAME.CLUSTER, give their addresses under “Addresses”.',
    };
  }
  return {
    evidence: `${target} does not accept a connection: ${message}.`,
    fix: 'Check the address, and that a firewall lets this machine through.',
  };
}
