import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Artefacts } from '../boot/artefacts.ts';
import type { Strictness } from '../strictness.ts';
import { unsignedName } from '../secure-boot/signed-image.ts';
import { type Account, newResourceId, type OperatingSystem, type State } from './schema.ts';

export const DEFAULT_PROVIDER = 'infra_onboarding';

export interface SeedOptions {
  readonly cluster: string;
  readonly project: string;
  readonly apiAccount: Partial<Account>;
  readonly onboardingAccount: Partial<Account>;
  readonly strictness: Pick<Strictness, 'osVersions' | 'autoProvision' | 'silentStandalone'>;
}

/** The content of a newly installed orchestrator with one project: two accounts, three OS profiles, one provider. */
export function newState(options: SeedOptions, artefacts: Artefacts | undefined): State {
  const now = Date.now();
  const { osVersions, autoProvision } = options.strictness;
  const operatingSystems = Array.from({ length: osVersions }, (_, index) => osVersions - 1 - index).flatMap(
    (age) => OS_PROFILES.map((profile) => operatingSystem(profile, age, options, artefacts)),
  );
  const defaultOs = operatingSystems.at(-OS_PROFILES.length);
  return {
    version: 1,
    project: {
      name: options.project,
      uid: randomUUID(),
      description: `${options.project} (simulated)`,
      createdAt: now,
    },
    accounts: {
      api: account(options.apiAccount, `${options.project}-api-user`),
      onboarding: account(options.onboardingAccount, `${options.project}-onboarding-user`),
    },
    adminToken: randomBytes(24).toString('base64url'),
    hosts: [],
    instances: [],
    operatingSystems,
    providers: [
      {
        resourceId: newResourceId('provider'),
        providerKind: 'PROVIDER_KIND_BAREMETAL',
        providerVendor: 'PROVIDER_VENDOR_UNSPECIFIED',
        name: DEFAULT_PROVIDER,
        apiEndpoint: 'xyz123',
        apiCredentials: ['abc123'],
        config: JSON.stringify({
          defaultOs: defaultOs?.resourceId ?? '',
          autoProvision,
          defaultLocalAccount: '',
          osSecurityFeatureEnable: false,
        }),
        createdAt: now,
        updatedAt: now,
      },
    ],
    localAccounts: [],
    workflows: [],
    nodeClients: [],
    scenarios: [],
  };
}

interface OsProfile {
  readonly name: string;
  readonly profileName: string;
  readonly profileVersion: string;
  readonly osType: OperatingSystem['osType'];
  readonly securityFeature: OperatingSystem['securityFeature'];
  readonly image: string;
  readonly description: string;
}

/** Profile names that the orchestrator ships, with the simulator's own images. */
const OS_PROFILES: readonly OsProfile[] = [
  {
    name: 'Ubuntu 24.04.2 LTS with Intel out-of-tree GPU drivers',
    profileName: 'ubuntu-24.04-lts-generic-ext',
    profileVersion: '0.1.0',
    osType: 'OS_TYPE_MUTABLE',
    securityFeature: 'SECURITY_FEATURE_NONE',
    image: 'ubuntu.raw.gz',
    description: 'Ubuntu 24.04.2 LTS for x86_64 architecture (simulated)',
  },
  {
    name: 'Edge Microvisor Toolkit Standalone 3.0.20260602',
    profileName: 'microvisor-standalone',
    profileVersion: '0.1.0',
    osType: 'OS_TYPE_IMMUTABLE',
    securityFeature: 'SECURITY_FEATURE_NONE',
    image: 'microvisor.raw.gz',
    description: 'Edge Microvisor Toolkit Standalone for x86_64 architecture (simulated)',
  },
  {
    name: 'Edge Microvisor Toolkit 3.0.20260602',
    profileName: 'microvisor-nonrt',
    profileVersion: '0.1.0',
    osType: 'OS_TYPE_IMMUTABLE',
    securityFeature: 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION',
    image: 'microvisor-signed.raw.gz',
    description: 'Edge Microvisor Toolkit with Secure Boot for x86_64 architecture (simulated)',
  },
];

const MONTH_MS = 30 * 86_400_000;

/** `age`: how many newer images of the profile there are. */
function operatingSystem(
  profile: OsProfile,
  age: number,
  { cluster, strictness }: SeedOptions,
  artefacts: Artefacts | undefined,
): OperatingSystem {
  const createdAt = Date.now() - age * MONTH_MS;
  const version = age === 0 ? profile.profileVersion : `0.0.${9 - age}`;
  const isStandalone = strictness.silentStandalone && profile.profileName.endsWith('-standalone');
  return {
    resourceId: newResourceId('os'),
    name: age === 0 ? profile.name : `${profile.name} (${version})`,
    architecture: 'x86_64',
    imageUrl: `https://tinkerbell-haproxy.${cluster}/images/${profile.image}`,
    imageId: version,
    description: profile.description,
    sha256: artefacts?.checksum(unsignedName(profile.image)) ?? '0'.repeat(64),
    profileName: profile.profileName,
    profileVersion: version,
    securityFeature: profile.securityFeature,
    osType: profile.osType,
    osProvider: 'OS_PROVIDER_KIND_INFRA',
    metadata: isStandalone ? JSON.stringify({ 'standalone-node': 'true' }) : '',
    tlsCaCert: '',
    createdAt,
    updatedAt: createdAt,
  };
}

/** Updates the checksums in the seeded profiles after the images have been rebuilt. */
export function refreshImageChecksums(state: State, artefacts: Artefacts): boolean {
  let changed = false;
  for (const os of state.operatingSystems) {
    const profile = OS_PROFILES.find((candidate) => os.profileName === candidate.profileName);
    if (profile === undefined || !os.imageUrl.endsWith(`/images/${profile.image}`)) continue;
    const sha256 = artefacts.checksum(unsignedName(profile.image));
    if (sha256 === undefined || sha256 === os.sha256) continue;
    os.sha256 = sha256;
    changed = true;
  }
  return changed;
}

function account(given: Partial<Account>, username: string): Account {
  return { username: given.username ?? username, password: given.password ?? newPassword() };
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz';
const DIGITS = '23456789';

/**
 * Follows the orchestrator's policy (14 characters of all four kinds), without characters that the micro-OS prompt strips
 * or that are easily misread.
 */
function newPassword(): string {
  const pick = (from: string, count: number) =>
    Array.from({ length: count }, () => from.charAt(randomInt(from.length))).join('');
  return `${pick(LETTERS.toUpperCase(), 1)}${pick(LETTERS, 4)}-${pick(LETTERS, 5)}-${pick(DIGITS, 4)}`;
}
