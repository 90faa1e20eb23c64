import { parseDocument } from 'yaml';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { type ImportedConfig, importedFrom } from './ven-config.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).nullish();
const hostVariables = z.record(z.string(), scalar);
const inventory = z.object({
  all: z.object({
    vars: z.record(z.string(), scalar).nullish(),
    hosts: z.record(z.string(), hostVariables.nullish()).nullish(),
  }),
});
const secrets = z.record(z.string(), scalar);

const ONE_HOST = 'this console has the host that its environment names; it signs in nowhere with a password';

/** Why variables of the playbooks are not needed. */
const IGNORED: Readonly<Record<string, string>> = {
  ansible_vm_deploy_scripts: 'nothing is copied to hosts',
  ansible_secret_file_path: 'give that file, too: ven import-config inventory.yml secret.yml',
  ansible_timeout_for_create_vm_script: 'timeouts of stages are settings of the orchestrator',
  ansible_timeout_for_install_vm_dependencies: 'npm start prepares the machine',
  install_packages: 'npm start prepares the machine',
  copy_path: 'nothing is copied to hosts',
};

function read(text: string): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw invalid(`Line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0] ?? ''}`);
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw invalid(`Anchors and aliases are not read: ${messageOf(cause)}`);
  }
}

const invalid = (message: string): ConsoleError =>
  new ConsoleError('invalid', message, { fix: 'Correct the YAML.' });

/** Reads `inventory.yml` or `secret.yml` of the Virtual Edge Node playbooks. */
export function readVenYaml(text: string): ImportedConfig {
  const document = read(text);
  const asInventory = inventory.safeParse(document);
  if (asInventory.success) return fromInventory(asInventory.data);
  const asSecrets = secrets.safeParse(document ?? {});
  if (asSecrets.success) return fromSecrets(asSecrets.data);
  throw new ConsoleError('invalid', 'This is neither an inventory nor a list of secrets.', {
    fix: 'Give inventory.yml or secret.yml of the Virtual Edge Node playbooks.',
  });
}

function fromSecrets(values: z.infer<typeof secrets>): ImportedConfig {
  const texts = Object.entries(values).map(([key, value]) => [key, String(value ?? '')] as const);
  const { ignored, ...rest } = importedFrom(new Map(texts));
  return {
    ...rest,
    ignored: ignored.map(({ key, reason }) => ({
      key,
      reason: key.endsWith('_sudo_password') ? ONE_HOST : reason,
    })),
  };
}

const isSet = (value: z.infer<typeof scalar>): boolean => value != null && value !== '' && value !== 0;

/** Of all hosts together: how many nodes, and which flow. */
function fromInventory({ all }: z.infer<typeof inventory>): ImportedConfig {
  const ignored = Object.entries(all.vars ?? {})
    .filter(([, value]) => isSet(value))
    .map(([key]) => ({ key, reason: IGNORED[key] ?? 'unknown to the console' }));
  const used = Object.entries(all.hosts ?? {}).filter(([, host]) => Number(host?.number_of_vms ?? 0) > 0);
  for (const [name, host] of used)
    for (const [key, value] of Object.entries(host ?? {}))
      if (isSet(value) && key !== 'number_of_vms' && key !== 'nio_flow')
        ignored.push({ key: `${name}.${key}`, reason: IGNORED[key] ?? ONE_HOST });
  const count = used.reduce((sum, [, host]) => sum + Number(host?.number_of_vms), 0);
  const flows = new Set(used.map(([, host]) => host?.nio_flow).filter((flow) => flow != null));
  if (flows.size > 1) ignored.push({ key: 'nio_flow', reason: 'hosts differ; give --flow with each create' });
  const [flow] = flows;
  return {
    settings: {},
    secrets: {},
    createOptions: [
      ...(count > 0 ? [String(count)] : []),
      ...(flows.size === 1 ? ['--flow', String(flow) === 'true' ? 'nio' : 'io'] : []),
    ],
    ignored,
  };
}

/** Several files together; later ones override earlier ones. */
export function mergedConfigs(configs: readonly ImportedConfig[]): ImportedConfig {
  return {
    settings: configs.reduce((merged, { settings }) => ({ ...merged, ...settings }), {}),
    secrets: configs.reduce((merged, config) => ({ ...merged, ...config.secrets }), {}),
    createOptions: configs.flatMap(({ createOptions }) => createOptions),
    ignored: configs.flatMap(({ ignored }) => ignored),
  };
}
