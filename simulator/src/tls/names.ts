import { networkInterfaces } from 'node:os';

/** The orchestrator's services (host names under the cluster's domain), and the paths that the simulator serves there. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  keycloak: ['/realms/'],
  api: ['/v1/'],
  'tinkerbell-haproxy': ['/tink-stack/', '/images/'],
  'tinkerbell-nginx': ['/tink-stack/', '/images/'],
  'onboarding-stream': ['/onboarding/stream'],
  'onboarding-node': ['/onboarding/nodes'],
  'tinkerbell-server': ['/workflow'],
  'infra-node': ['/agent/'],
  'update-node': [],
  'telemetry-node': [],
  release: ['/token'],
  'web-ui': ['/'],
};

/** The names and addresses of the server certificate. */
export function certificateNames(
  cluster: string,
  listen: string,
  alsoListen: readonly string[] = [],
): { dns: string[]; ip: string[] } {
  const dns = [cluster, ...Object.keys(SERVICES).map((service) => `${service}.${cluster}`), 'localhost'];
  const everywhere = listen === '0.0.0.0' || listen === '::';
  const ip = everywhere ? ownAddresses() : [listen];
  return { dns, ip: [...new Set(['127.0.0.1', ...ip, ...alsoListen])].sort() };
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
}

/**
 * Whether a path is served under a host name. Under one of the orchestrator's names only that service is available; by
 * address, or by any other name, everything is.
 */
export function isServedUnder(hostHeader: string | undefined, cluster: string, path: string): boolean {
  const name = hostHeader?.replace(/:\d+$/, '').toLowerCase() ?? '';
  const suffix = `.${cluster.toLowerCase()}`;
  if (!name.endsWith(suffix)) return true;
  const service = name.slice(0, -suffix.length);
  if (!Object.hasOwn(SERVICES, service)) return true;
  return SERVICES[service]?.some((prefix) => path.startsWith(prefix)) ?? false;
}
