import { z } from 'zod';
import { hostDetails } from './host-details.ts';
import { stageName } from './boot.ts';

/** Releases between which defaults differ. */
export const release = z.enum(['3.0', '3.1', '2025.2', '2026.x']);
export type Release = z.infer<typeof release>;

/** Services that can be at another address than their default. The console uses the first three, nodes the others too. */
export const service = z.enum([
  'keycloak',
  'api',
  'boot',
  'onboarding-stream',
  'onboarding-node',
  'tinkerbell-server',
  'infra-node',
  'release',
]);
export type Service = z.infer<typeof service>;

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const SERVICE_URL = /^https:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:\/[\w.~%-]+)*$/;
const PROXY_URL = /^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

const domainName = z
  .string()
  .max(253)
  .regex(DOMAIN, 'use a domain such as edge.example.com, without https:// and without a path');

/** The node removes spaces and ";" from what is typed at its prompt, so such an account could never log in. */
const typedAtPrompt = z
  .string()
  .min(1)
  .regex(/^[^\s;]*$/, 'the node removes spaces and ";" from what is typed; use an account without them');

/** An exact name, or `*.` and a domain for every name below it. */
const hostName = z
  .string()
  .max(253)
  .regex(new RegExp(`^(?:\\*\\.)?${DOMAIN.source.slice(1)}`), {
    error: 'use a host name such as api.edge.example.com, or *.edge.example.com',
  });

const withoutSlash = (url: string): string => url.trim().replace(/\/+$/, '');

/** Scheme, host, optional port and path prefix of a service; a final slash does not matter. */
const serviceUrl = z
  .string()
  .max(500)
  .overwrite(withoutSlash)
  .regex(SERVICE_URL, 'use an https:// URL with host name, optional port and path');

export const proxyUrl = z
  .string()
  .max(500)
  .overwrite(withoutSlash)
  .regex(PROXY_URL, 'use http://HOST:PORT, without user name and path');

/** One or more certificates as PEM; other text in the file is dropped. */
export const certificates = z
  .string()
  .max(200_000)
  .overwrite((pem) => (pem.match(CERTIFICATE) ?? []).join('\n'))
  .regex(/^-----BEGIN/, 'paste certificates as PEM, with the lines BEGIN CERTIFICATE and END CERTIFICATE');

const ipAddress = z.union([z.ipv4(), z.ipv6()], 'use an IP address');

/**
 * Names that no name server resolves. The console uses them for its own requests, and so does the DNS server of the
 * nodes' network.
 */
export const hostEntry = z
  .strictObject({
    address: ipAddress,
    names: z.array(hostName).min(1).max(100),
    /**
     * Where nodes reach it, if that differs: behind NAT a service may have another address for them. `gateway` is this
     * host's own address in the nodes' network. Null: the same address.
     */
    nodeAddress: z
      .union([ipAddress, z.literal('gateway')])
      .nullable()
      .default(null),
  })
  .meta({ id: 'HostEntry' });
export type HostEntry = z.infer<typeof hostEntry>;

function seconds(least: number, most: number) {
  const rule = `use a number of seconds from ${least} to ${most}`;
  return z.number(rule).min(least, rule).max(most, rule);
}

const proxies = z
  .strictObject({
    /** For the console's own requests. Null: HTTPS_PROXY and NO_PROXY of its environment decide. */
    console: proxyUrl.nullable().default(null),
    /**
     * That nodes have to use. An orchestrator builds it into what it boots and installs when it is set up itself
     * (enHttpProxy), so this changes no node: before a power-on it is checked whether nodes reach it.
     */
    nodes: proxyUrl.nullable().default(null),
    /** Hosts that the console reaches without the proxy; names with a host entry are always among them. */
    except: z.array(hostName).max(100).default([]),
  })
  .meta({ id: 'OrchestratorProxies' });

/**
 * How an Edge Orchestrator is reached, and what is known about it. Contains no secrets; passwords are in
 * `orchestratorSecretsSchema`.
 */
export const orchestratorSettingsSchema = z
  .strictObject({
    /** The domain of its host names. */
    cluster: domainName,
    /** Decides the defaults that differ between releases, such as the host name of the boot service. */
    release: release.default('2026.x'),
    /** Services that are not at `https://NAME.CLUSTER`. Behind a single address, their ports and paths differ. */
    services: z.partialRecord(service, serviceUrl).default({}),
    project: z
      .string()
      .max(63)
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'use the name of the project'),
    /** The account that may read and write hosts of the project. */
    apiUser: z.string().min(1, 'enter the user name').max(255),
    /** The account typed at the prompt of the interactive flow; another one than `apiUser`. */
    onboardingUser: typedAtPrompt.max(255).nullable().default(null),
    /** CA that signed the certificates of Keycloak and the API. Null: one that the system trusts. */
    apiAuthority: certificates.nullable().default(null),
    /** CA that the firmware of nodes has to trust. Null: the same as `apiAuthority`. */
    bootAuthority: certificates.nullable().default(null),
    /**
     * What the boot program and the systems it starts are signed with; enrolled in the firmware of nodes with Secure Boot.
     * Null: the keys of the firmware alone decide.
     */
    secureBootCertificate: certificates.nullable().default(null),
    hosts: z.array(hostEntry).max(100).default([]),
    proxy: proxies.prefault({}),
    /** Seconds without progress after which a stage counts as timed out; real hardware images take their time. */
    timeouts: z
      .partialRecord(stageName.exclude(['ready']), seconds(10, 86_400))
      .default({ provisioning: 3600, 'os-boot': 3600 }),
    /** Pause between polls: while a node waits for the orchestrator, and otherwise. */
    pollSeconds: z
      .strictObject({ busy: seconds(0.5, 600), idle: seconds(1, 3600) })
      .default({ busy: 5, idle: 15 }),
    /** How long one answer may take; the orchestrator itself gives up after 15 seconds. */
    answerSeconds: seconds(1, 300).default(20),
    /** Given to every host that is registered, unless a create says otherwise. */
    details: hostDetails.prefault({}),
    /** iPXE script named by DHCP. Null: the boot program has one built in, as the orchestrator's has. */
    bootScriptUrl: z
      .string()
      .regex(/^https?:\/\/[!#-~]+$/, 'use a URL')
      .nullable()
      .default(null),
    /** First three numbers of the nodes' network, such as 192.168.150. Null: one that is free. */
    subnet: z
      .string()
      .regex(/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){3}$/, 'use three numbers, such as 192.168.150')
      .nullable()
      .default(null),
  })
  .meta({ id: 'OrchestratorSettings' });
export type OrchestratorSettings = z.infer<typeof orchestratorSettingsSchema>;
export type OrchestratorSettingsInput = z.input<typeof orchestratorSettingsSchema>;

/** Kept sealed, and never given out again. */
export const orchestratorSecretsSchema = z
  .strictObject({
    apiPassword: z.string().min(1).max(1000),
    onboardingPassword: typedAtPrompt.max(1000).nullable().default(null),
  })
  .meta({ id: 'OrchestratorSecrets' });
export type OrchestratorSecrets = z.infer<typeof orchestratorSecretsSchema>;
