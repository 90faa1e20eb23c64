import {
  orchestratorSecretsSchema,
  orchestratorSettingsSchema,
  type OrchestratorSecrets,
  type OrchestratorSettings,
} from '../../lib/contract/orchestrator-settings.ts';

/** A name and a password. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** How often a request is retried, and the pauses in between, in milliseconds. */
export interface Patience {
  readonly attempts: number;
  /** The first pause; each further one is twice as long, up to `longestPause`, less a random part. */
  readonly firstPause: number;
  readonly longestPause: number;
}

export const PATIENCE: Patience = { attempts: 5, firstPause: 250, longestPause: 8_000 };

export interface EdgeOrchestratorOptions {
  readonly name: string;
  readonly kind: 'edge-orchestrator' | 'simulator';
  readonly settings: OrchestratorSettings;
  readonly secrets: OrchestratorSecrets;
  readonly patience?: Partial<Patience>;
  /** Where it has the image of a disk with nothing but iPXE. */
  readonly ipxeDiskUrl?: string;
}

/** What a simulator prints when it is ready; see its README. */
export interface SimulatorFacts {
  readonly httpUrl: string;
  readonly httpsUrl: string;
  readonly cluster: string;
  readonly project: string;
  readonly apiAccount: Account;
  readonly onboardingAccount: Account;
  /** PEM. */
  readonly authority: string;
  /** PEM of the CA of its boot service, if different. */
  readonly bootAuthority?: string | undefined;
  /** PEM of what it signs with; absent if it cannot sign. */
  readonly secureBootCertificate?: string | undefined;
  /** The boot service, if it has a separate port. */
  readonly bootUrl?: string | undefined;
}

/** A simulator answers at once, and what it installs is small. */
export const SIMULATOR_PACE: Pick<OrchestratorSettings, 'pollSeconds' | 'timeouts'> = {
  pollSeconds: { busy: 1.5, idle: 15 },
  timeouts: {},
};

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
 * A simulator is an Edge Orchestrator whose names are not in DNS and whose ports differ. `subnet`: the nodes' network
 * on whose gateway address it listens; null when it listens on all addresses.
 */
export function simulatorOptions(
  name: string,
  facts: SimulatorFacts,
  subnet: string | null = null,
): EdgeOrchestratorOptions {
  const { cluster, project, apiAccount, onboardingAccount, authority } = facts;
  const https = new URL(facts.httpsUrl);
  const at = (label: string, { port } = https) => `https://${label}.${cluster}:${port}`;
  const boot = facts.bootUrl === undefined ? https : new URL(facts.bootUrl);
  const settings = orchestratorSettingsSchema.parse({
    cluster,
    project,
    services: { keycloak: at('keycloak'), api: at('api'), boot: at('tinkerbell-haproxy', boot) },
    apiUser: apiAccount.username,
    onboardingUser: onboardingAccount.username,
    apiAuthority: authority,
    bootAuthority: facts.bootAuthority ?? null,
    secureBootCertificate: facts.secureBootCertificate ?? null,
    hosts: [
      {
        address: https.hostname,
        names: SIMULATED_HOSTS.map((label) => `${label}.${cluster}`),
        nodeAddress: 'gateway',
      },
    ],
    ...SIMULATOR_PACE,
    bootScriptUrl: `http://tinkerbell-haproxy.${cluster}:${new URL(facts.httpUrl).port}/tink-stack/boot.ipxe`,
    subnet,
  });
  const secrets = orchestratorSecretsSchema.parse({
    apiPassword: apiAccount.password,
    onboardingPassword: onboardingAccount.password,
  });
  return { name, kind: 'simulator', settings, secrets, ipxeDiskUrl: `${facts.httpUrl}/images/ipxe-disk.raw` };
}
