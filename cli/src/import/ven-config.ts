import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OrchestratorSecrets } from '../../../lib/contract/orchestrator-settings.ts';

/** What a `config` file of the Virtual Edge Node scripts amounts to. */
export interface ImportedConfig {
  /** Fields of an Edge Orchestrator's settings. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Partial<OrchestratorSecrets>;
  /** Options of `ven create` for machines of the same size. */
  readonly createOptions: readonly string[];
  readonly ignored: readonly { readonly key: string; readonly reason: string }[];
}

const SETTINGS: Readonly<Record<string, string>> = {
  CLUSTER: 'cluster',
  PROJECT_NAME: 'project',
  PROJECT_API_USER: 'apiUser',
  ONBOARDING_USERNAME: 'onboardingUser',
};

const SECRETS: Readonly<Record<string, keyof OrchestratorSecrets>> = {
  PROJECT_API_PASSWORD: 'apiPassword',
  ONBOARDING_PASSWORD: 'onboardingPassword',
};

const OWN_NETWORK =
  'every orchestrator has a network of its own, and every console a storage pool of its own';
const LINUX_ACCOUNT = 'the account of the installed system is a local account at the orchestrator';

const IGNORED: Readonly<Record<string, string>> = {
  STANDALONE: OWN_NETWORK,
  POOL_NAME: OWN_NETWORK,
  BRIDGE_NAME: OWN_NETWORK,
  INTF_NAME: OWN_NETWORK,
  PXE_SERVER: 'nodes boot over HTTP',
  USERNAME: LINUX_ACCOUNT,
  PASSWORD: LINUX_ACCOUNT,
  USERNAME_LINUX: LINUX_ACCOUNT,
  PASSWORD_LINUX: LINUX_ACCOUNT,
  CI_CONFIG: '"ven create --wait" needs no terminal',
};

/** One assignment of a value without expansions: bare, or in single or double quotes. */
const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`\\#]*))\s*(?:#.*)?$/;

function assignments(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = ASSIGNMENT.exec(line);
    if (match === null) {
      throw new ConsoleError('invalid', `Line ${at + 1} is not an assignment of a plain value.`, {
        fix: 'Write KEY="value". The file is read, not run, so variables and commands are not expanded.',
      });
    }
    const [, key = '', double, single, bare = ''] = match;
    values.set(key, double ?? single ?? bare);
  }
  return values;
}

function sizeOptions(values: ReadonlyMap<string, string>): string[] {
  const given = (flag: string, value: string | undefined) => (value ? [flag, value] : []);
  const driver = values.get('LIBVIRT_DRIVER');
  return [
    ...given('--vcpus', values.get('NO_OF_CPUS')),
    ...given('--memory', values.get('RAM_SIZE')),
    ...given('--disk', values.get('SDA_DISK_SIZE')?.replace(/G(i?B)?$/i, '')),
    ...given('--acceleration', driver === 'qemu' ? 'tcg' : driver),
    ...given('--name', values.get('VM_NAME')),
  ];
}

const IN_OPTIONS: ReadonlySet<string> = new Set([
  'NO_OF_CPUS',
  'RAM_SIZE',
  'SDA_DISK_SIZE',
  'LIBVIRT_DRIVER',
  'VM_NAME',
]);

/** Reads the assignments of the file. Throws `invalid` with the number of a line. */
export const readVenConfig = (text: string): ImportedConfig => importedFrom(assignments(text));

/** What values by their names amount to. Empty ones count as not given. */
export function importedFrom(values: ReadonlyMap<string, string>): ImportedConfig {
  const settings: Record<string, string> = {};
  const secrets: Partial<OrchestratorSecrets> = {};
  const ignored: { key: string; reason: string }[] = [];
  for (const [key, value] of values) {
    const setting = SETTINGS[key];
    const secret = SECRETS[key];
    if (value === '' || IN_OPTIONS.has(key)) continue;
    if (setting !== undefined) settings[setting] = value;
    else if (secret !== undefined) secrets[secret] = value;
    else ignored.push({ key, reason: IGNORED[key] ?? 'unknown to the console' });
  }
  return { settings, secrets, createOptions: sizeOptions(values), ignored };
}
