/** A name and a password. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** How often and how long a request is tried again, in milliseconds. */
export interface Patience {
  readonly attempts: number;
  /** The first pause; each further one is twice as long, up to `longestPause`, less some chance. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** For one answer. The orchestrator itself gives up after 15 seconds. */
  readonly answer: number;
}

export const PATIENCE: Patience = { attempts: 5, firstPause: 250, longestPause: 8_000, answer: 20_000 };

/** The orchestrator's hosts under its cluster's domain; each can be called otherwise, releases differ. */
export interface HostNames {
  readonly keycloak: string;
  readonly api: string;
  readonly boot: string;
}

export interface EdgeOrchestratorSettings {
  readonly name: string;
  readonly kind: 'edge-orchestrator' | 'simulator';
  /** Domain that the host names are made of. */
  readonly cluster: string;
  readonly hostNames?: Partial<HostNames>;
  /** Of HTTPS; 443 unless it is a simulator. */
  readonly port?: number;
  readonly project: string;
  /** May read and write hosts and instances. */
  readonly account: Account;
  /** Types itself in at the interactive prompt; another account than the one above. */
  readonly onboardingAccount: Account | null;
  /** PEM of the CA that has signed its certificates; null: one of those the system trusts. */
  readonly authority: string | null;
  /** Connect there, whatever its names resolve to; no proxy is asked then. */
  readonly address?: string;
  readonly bootScriptUrl?: string;
  readonly localNames?: readonly string[];
  readonly subnet?: string;
  readonly patience?: Partial<Patience>;
}

/** What a simulator says when it is ready; see its README. */
export interface SimulatorFacts {
  readonly httpUrl: string;
  readonly httpsUrl: string;
  readonly cluster: string;
  readonly project: string;
  readonly apiAccount: Account;
  readonly onboardingAccount: Account;
  /** PEM. */
  readonly authority: string;
}

const SIMULATED_HOSTS = [
  'keycloak',
  'api',
  'tinkerbell-haproxy',
  'tinkerbell-nginx',
  'onboarding-stream',
  'onboarding-node',
  'tinkerbell-server',
  'infra-node',
  'release',
];

/**
 * A simulator is an Edge Orchestrator whose names resolve nowhere and whose ports are its own. `subnet`: of the
 * nodes' network on whose gateway address it listens; null when it listens everywhere.
 */
export function simulatorSettings(
  name: string,
  facts: SimulatorFacts,
  subnet: string | null = null,
): EdgeOrchestratorSettings {
  const https = new URL(facts.httpsUrl);
  const http = new URL(facts.httpUrl);
  const boot = `tinkerbell-haproxy.${facts.cluster}`;
  return {
    name,
    kind: 'simulator',
    cluster: facts.cluster,
    port: Number(https.port),
    project: facts.project,
    account: facts.apiAccount,
    onboardingAccount: facts.onboardingAccount,
    authority: facts.authority,
    address: https.hostname,
    bootScriptUrl: `http://${boot}:${http.port}/tink-stack/boot.ipxe`,
    localNames: SIMULATED_HOSTS.map((service) => `${service}.${facts.cluster}`),
    ...(subnet === null ? {} : { subnet }),
  };
}
