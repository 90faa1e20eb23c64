import { randomBytes } from 'node:crypto';
import { z } from 'zod';

export const HostState = z.enum([
  'HOST_STATE_UNSPECIFIED',
  'HOST_STATE_DELETED',
  'HOST_STATE_ONBOARDED',
  'HOST_STATE_UNTRUSTED',
  'HOST_STATE_REGISTERED',
]);
export type HostState = z.output<typeof HostState>;

const InstanceState = z.enum([
  'INSTANCE_STATE_UNSPECIFIED',
  'INSTANCE_STATE_RUNNING',
  'INSTANCE_STATE_DELETED',
  'INSTANCE_STATE_UNTRUSTED',
]);

const StatusIndication = z.enum([
  'STATUS_INDICATION_UNSPECIFIED',
  'STATUS_INDICATION_ERROR',
  'STATUS_INDICATION_IN_PROGRESS',
  'STATUS_INDICATION_IDLE',
]);
export type StatusIndication = z.output<typeof StatusIndication>;

export const SecurityFeature = z.enum([
  'SECURITY_FEATURE_UNSPECIFIED',
  'SECURITY_FEATURE_NONE',
  'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION',
]);

export const InstanceKind = z.enum(['INSTANCE_KIND_UNSPECIFIED', 'INSTANCE_KIND_METAL']);
export const OsType = z.enum(['OS_TYPE_UNSPECIFIED', 'OS_TYPE_MUTABLE', 'OS_TYPE_IMMUTABLE']);
export const OsProvider = z.enum([
  'OS_PROVIDER_KIND_UNSPECIFIED',
  'OS_PROVIDER_KIND_INFRA',
  'OS_PROVIDER_KIND_LENOVO',
]);
export const ProviderKind = z.enum(['PROVIDER_KIND_UNSPECIFIED', 'PROVIDER_KIND_BAREMETAL']);
export const ProviderVendor = z.enum([
  'PROVIDER_VENDOR_UNSPECIFIED',
  'PROVIDER_VENDOR_LENOVO_LXCA',
  'PROVIDER_VENDOR_LENOVO_LOCA',
]);
export const PowerState = z.enum([
  'POWER_STATE_UNSPECIFIED',
  'POWER_STATE_ON',
  'POWER_STATE_OFF',
  'POWER_STATE_SLEEP',
  'POWER_STATE_HIBERNATE',
  'POWER_STATE_RESET',
  'POWER_STATE_POWER_CYCLE',
  'POWER_STATE_RESET_REPEAT',
]);

/** A status in the API: text, indicator, and when it was set in epoch seconds (0: never). */
const Status = z.strictObject({
  text: z.string(),
  indicator: StatusIndication,
  since: z.number().int().nonnegative(),
});
export type Status = z.output<typeof Status>;

type Kind = 'host' | 'inst' | 'os' | 'provider' | 'localaccount';

/** An identifier in the orchestrator's format: the kind and eight random hexadecimal digits. */
export function newResourceId(kind: Kind): string {
  return `${kind}-${randomBytes(4).toString('hex')}`;
}

/** Epoch milliseconds. */
const Instant = z.number().int().nonnegative();
const stamped = { createdAt: Instant, updatedAt: Instant };

export const Metadata = z.array(z.strictObject({ key: z.string(), value: z.string() }));

const Host = z.strictObject({
  resourceId: z.string(),
  name: z.string(),
  /** Empty: not known yet. */
  uuid: z.string(),
  /** Empty: not known. */
  serialNumber: z.string(),
  note: z.string(),
  /** Resource id; empty: none. */
  siteId: z.string().default(''),
  desiredState: HostState,
  currentState: HostState,
  desiredPowerState: PowerState,
  metadata: Metadata,
  userLvmSize: z.number().int().nonnegative(),
  enableVpro: z.boolean(),
  bmcIp: z.string(),
  pxeMac: z.string(),
  hostname: z.string(),
  hardware: z.strictObject({
    memoryBytes: z.string(),
    cpuModel: z.string(),
    cpuCores: z.number().int().nonnegative(),
    productName: z.string(),
    biosVersion: z.string(),
  }),
  hostStatus: Status,
  onboardingStatus: Status,
  registrationStatus: Status,
  powerStatus: Status,
  ...stamped,
});
export type Host = z.output<typeof Host>;

const Instance = z.strictObject({
  resourceId: z.string(),
  name: z.string(),
  kind: InstanceKind,
  hostId: z.string(),
  osId: z.string(),
  localAccountId: z.string(),
  customConfigIds: z.array(z.string()).default([]),
  securityFeature: SecurityFeature,
  desiredState: InstanceState,
  currentState: InstanceState,
  instanceStatus: Status,
  instanceStatusDetail: z.string(),
  provisioningStatus: Status,
  updateStatus: Status,
  trustedAttestationStatus: Status,
  ...stamped,
});
export type Instance = z.output<typeof Instance>;

const OperatingSystem = z.strictObject({
  resourceId: z.string(),
  name: z.string(),
  architecture: z.string(),
  imageUrl: z.string(),
  imageId: z.string(),
  description: z.string(),
  sha256: z.string(),
  profileName: z.string(),
  profileVersion: z.string(),
  securityFeature: SecurityFeature,
  osType: OsType,
  osProvider: OsProvider,
  metadata: z.string(),
  tlsCaCert: z.string(),
  ...stamped,
});
export type OperatingSystem = z.output<typeof OperatingSystem>;

const Provider = z.strictObject({
  resourceId: z.string(),
  providerKind: ProviderKind,
  providerVendor: ProviderVendor,
  name: z.string(),
  apiEndpoint: z.string(),
  apiCredentials: z.array(z.string()),
  /** JSON in a string, as the API has it. */
  config: z.string(),
  ...stamped,
});
export type Provider = z.output<typeof Provider>;

const LocalAccount = z.strictObject({
  resourceId: z.string(),
  username: z.string(),
  sshKey: z.string(),
  ...stamped,
});
export type LocalAccount = z.output<typeof LocalAccount>;

export const ActionState = z.enum(['PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'TIMEOUT']);
export type ActionState = z.output<typeof ActionState>;

const Workflow = z.strictObject({
  id: z.string(),
  hostId: z.string(),
  instanceId: z.string(),
  state: ActionState,
  actions: z.array(
    z.strictObject({
      name: z.string(),
      state: ActionState,
      message: z.string(),
      startedAt: Instant.nullable(),
    }),
  ),
  createdAt: Instant,
});
export type Workflow = z.output<typeof Workflow>;

/** The credentials that a node gets at onboarding. */
const NodeClient = z.strictObject({ clientId: z.string(), clientSecret: z.string(), uuid: z.string() });
export type NodeClient = z.output<typeof NodeClient>;

const Account = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });
export type Account = z.output<typeof Account>;

export const ActiveScenario = z.strictObject({
  name: z.string(),
  /** Glob for serial numbers. */
  serial: z.string().optional(),
  /** Glob for client addresses. */
  address: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  since: Instant,
});
export type ActiveScenario = z.output<typeof ActiveScenario>;

/** The content of the state file. */
export const State = z.strictObject({
  version: z.literal(1),
  project: z.strictObject({
    name: z.string(),
    uid: z.string(),
    description: z.string(),
    createdAt: Instant,
  }),
  accounts: z.strictObject({ api: Account, onboarding: Account }),
  adminToken: z.string(),
  hosts: z.array(Host),
  instances: z.array(Instance),
  operatingSystems: z.array(OperatingSystem),
  providers: z.array(Provider),
  localAccounts: z.array(LocalAccount),
  workflows: z.array(Workflow),
  nodeClients: z.array(NodeClient),
  scenarios: z.array(ActiveScenario),
});
export type State = z.output<typeof State>;
