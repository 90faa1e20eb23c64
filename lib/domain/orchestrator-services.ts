import type { HostEntry, OrchestratorSettings, Release, Service } from '../contract/orchestrator-settings.ts';

interface ReleaseFacts {
  /** Label of the boot service's host name. */
  readonly bootHost: string;
  /** What its consoles and documents call the system that nodes boot into for provisioning. */
  readonly microOs: string;
}

const RELEASE_FACTS: Readonly<Record<Release, ReleaseFacts>> = {
  '3.0': { bootHost: 'tinkerbell-nginx', microOs: 'HookOS' },
  '3.1': { bootHost: 'tinkerbell-nginx', microOs: 'micro-OS' },
  '2025.2': { bootHost: 'tinkerbell-nginx', microOs: 'micro-OS' },
  '2026.x': { bootHost: 'tinkerbell-haproxy', microOs: 'micro-OS' },
};

type Addressing = Pick<OrchestratorSettings, 'cluster' | 'release' | 'services'>;

/** Where a service is: scheme, host, port and path prefix, without a final slash. */
export function serviceUrl({ cluster, release, services }: Addressing, service: Service): string {
  const label = service === 'boot' ? RELEASE_FACTS[release].bootHost : service;
  return services[service] ?? `https://${label}.${cluster}`;
}

/** Below the boot service. */
export const BOOT_PROGRAM = 'tink-stack/signed_ipxe.efi';

/** The names under a cluster's domain that a node asks for: the DNS server of its network knows no wildcards. */
const NODE_NAMES = [
  'api',
  'attest-node',
  'cluster-orch-edge-node',
  'cluster-orch-node',
  'infra-node',
  'keycloak',
  'logs-node',
  'metrics-node',
  'onboarding-node',
  'onboarding-stream',
  'registry-oci',
  'release',
  'telemetry-node',
  'tinkerbell-haproxy',
  'tinkerbell-nginx',
  'tinkerbell-server',
  'update-node',
  'web-ui',
];

/** The address of the first entry that has this name; null when none has. */
export function entryAddress(entries: readonly HostEntry[], name: string): string | null {
  const wanted = name.toLowerCase();
  const fits = (entry: string) => {
    const known = entry.toLowerCase();
    return known.startsWith('*.') ? wanted.endsWith(known.slice(1)) : wanted === known;
  };
  return entries.find(({ names }) => names.some(fits))?.address ?? null;
}

export interface NodeHosts {
  /** `gateway`: this host's own address in the nodes' network. */
  readonly address: string;
  readonly names: readonly string[];
}

/** What the DNS server of the nodes' network has to know. */
export function nodeHosts(entries: readonly HostEntry[]): NodeHosts[] {
  return entries.map(({ address, nodeAddress, names }) => ({
    address: nodeAddress ?? address,
    names: [...new Set(names.flatMap(spelledOut))],
  }));
}

const spelledOut = (name: string): string[] =>
  name.startsWith('*.') ? NODE_NAMES.map((label) => `${label}${name.slice(1)}`) : [name];
