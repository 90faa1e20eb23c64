import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import {
  type OrchestratorDefinition,
  orchestratorRequest,
  type OrchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import { secretsToEnterAgain } from '../../../lib/domain/stored-secrets.ts';
import { passwordFromTerminal, linesFromPipe } from '../session/password.ts';

export const KINDS = ['edge-orchestrator', 'http-boot', 'none'] as const;

const pair = (form: string) =>
  z
    .string()
    .regex(/^[^=]+=.+$/, `use ${form}`)
    .transform((text): [string, string] => {
      const at = text.indexOf('=');
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    });

/** Every option sets one field of the settings; what is not given stays, or has its default. */
export const definitionOptions = z.object({
  settings: z.string().optional(),
  cluster: z.string().optional(),
  release: z.string().optional(),
  project: z.string().optional(),
  apiUser: z.string().optional(),
  onboardingUser: z.string().optional(),
  caFile: z.string().optional(),
  bootCaFile: z.string().optional(),
  secureBootCertFile: z.string().optional(),
  service: z.array(pair('SERVICE=URL, such as api=https://edge.example:8443')).default([]),
  hostEntry: z.array(pair('NAMES=ADDRESS, such as "*.edge.example=192.0.2.10"')).default([]),
  proxy: z.string().optional(),
  bootUrl: z.string().optional(),
  scriptUrl: z.string().optional(),
  passwordStdin: z.boolean().default(false),
});
export type DefinitionOptions = z.infer<typeof definitionOptions>;

export const DEFINITION_FLAGS = [
  ['--settings <file>', 'settings as JSON, as "show" prints them; other options override them'],
  ['--cluster <domain>', 'domain of an Edge Orchestrator'],
  ['--release <release>', '3.0, 3.1, 2025.2 or 2026.x (default)'],
  ['--project <name>', 'project at the Edge Orchestrator'],
  ['--api-user <name>', 'account that may read and write the hosts of the project'],
  ['--onboarding-user <name>', 'account for the prompt of the interactive flow'],
  ['--ca-file <file>', 'PEM of the CA of its certificates (http-boot: that the firmware has to trust)'],
  ['--boot-ca-file <file>', 'PEM of the CA that the firmware has to trust, if it is another one'],
  [
    '--secure-boot-cert-file <file>',
    'certificate (PEM or DER, such as db.der) that the firmware of nodes with Secure Boot has to accept',
  ],
  ['--service <service=url...>', 'address of a service that is not at https://SERVICE.CLUSTER'],
  ['--host-entry <names=address...>', 'names that no name server knows; several with commas'],
  ['--proxy <url>', 'HTTP proxy for the console’s own requests'],
  ['--boot-url <url>', 'boot program of an HTTP boot server'],
  ['--script-url <url>', 'iPXE script that DHCP names, for a boot program without one of its own'],
  [
    '--password-stdin',
    'read the API password, and the onboarding password from a second line, from standard input',
  ],
] as const;

const fileText = (file: string, what: string): string => fileBytes(file, what).toString();

function fileBytes(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConsoleError('invalid', `${what} ${file} cannot be read: ${messageOf(cause)}`, {
      fix: 'Give a file that you may read.',
      cause,
    });
  }
}

const jsonObject = z.record(z.string(), z.unknown());

function settingsFile(file: string): Record<string, unknown> {
  const text = fileText(file, 'The settings');
  try {
    const document = jsonObject.parse(JSON.parse(text));
    // What `show --json` prints has them below `settings`.
    return jsonObject.safeParse(document.settings).data ?? document;
  } catch (cause) {
    throw new ConsoleError('invalid', `${file} is not a JSON object.`, {
      fix: 'Begin with: ven orchestrator show NAME --json > FILE',
      cause,
    });
  }
}

const without = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const pem = (file: string | undefined) =>
  file === undefined ? undefined : fileText(file, 'The certificate');

/** DER begins with an ASN.1 sequence, PEM with text. */
function certificateFile(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const bytes = fileBytes(file, 'The certificate');
  if (bytes[0] !== 0x30) return bytes.toString();
  try {
    return new X509Certificate(bytes).toString();
  } catch (cause) {
    throw new ConsoleError('invalid', `${file} is not a certificate.`, {
      fix: 'Give the certificate as PEM or DER.',
      cause,
    });
  }
}

function hostEntries(given: DefinitionOptions): object[] | undefined {
  if (given.hostEntry.length === 0) return undefined;
  return given.hostEntry.map(([names, address]) => ({
    names: names.split(',').map((name) => name.trim()),
    address,
  }));
}

function edgeFields(given: DefinitionOptions, before: Record<string, unknown>) {
  const { cluster, release, project, apiUser, onboardingUser, proxy, scriptUrl } = given;
  const services = jsonObject.safeParse(before.services).data;
  const proxies = jsonObject.safeParse(before.proxy).data;
  return without({
    ...{ cluster, release, project, apiUser, onboardingUser, bootScriptUrl: scriptUrl },
    apiAuthority: pem(given.caFile),
    bootAuthority: pem(given.bootCaFile),
    secureBootCertificate: certificateFile(given.secureBootCertFile),
    services: given.service.length === 0 ? undefined : { ...services, ...Object.fromEntries(given.service) },
    hosts: hostEntries(given),
    proxy: proxy === undefined ? undefined : { ...proxies, console: proxy },
  });
}

const httpBootFields = (given: DefinitionOptions) =>
  without({
    bootProgramUrl: given.bootUrl,
    bootScriptUrl: given.scriptUrl,
    authority: pem(given.caFile ?? given.bootCaFile),
    secureBootCertificate: certificateFile(given.secureBootCertFile),
    hosts: hostEntries(given),
  });

function settingsOf(
  kind: OrchestratorDefinition['kind'],
  before: Record<string, unknown>,
  given: DefinitionOptions,
): object {
  const base = { ...before, ...(given.settings === undefined ? {} : settingsFile(given.settings)) };
  if (kind === 'edge-orchestrator') return { ...base, ...edgeFields(given, base) };
  return kind === 'http-boot' ? { ...base, ...httpBootFields(given) } : {};
}

/** Passwords from standard input, or those of the `missing` ones from the terminal. */
async function passwords(
  { passwordStdin }: DefinitionOptions,
  missing: ReadonlySet<string>,
): Promise<object> {
  if (passwordStdin) {
    const [apiPassword, onboardingPassword] = await linesFromPipe(2);
    return without({ apiPassword, onboardingPassword });
  }
  if (!process.stdin.isTTY) return {};
  const apiPassword = missing.has('apiPassword')
    ? await passwordFromTerminal('Password of the API account: ')
    : undefined;
  const onboardingPassword = missing.has('onboardingPassword')
    ? await passwordFromTerminal('Password of the onboarding account: ')
    : undefined;
  return without({ apiPassword, onboardingPassword });
}

type Known = Pick<OrchestratorDefinition, 'name' | 'kind' | 'settings' | 'secretsSet'>;

/** What the server would ask for: passwords that are not stored, and those that a change of the settings invalidates. */
function missingPasswords(request: OrchestratorRequest, stored: Known): ReadonlySet<string> {
  if (request.kind !== 'edge-orchestrator') return new Set();
  const accounts = {
    apiPassword: request.settings.apiUser,
    onboardingPassword: request.settings.onboardingUser,
  };
  const given: Readonly<Record<string, unknown>> = request.secrets;
  const never = Object.entries(accounts).flatMap(([name, user]) =>
    user === null || given[name] != null || stored.secretsSet.includes(name) ? [] : [name],
  );
  const again = secretsToEnterAgain(request, stored).map(({ field }) => field.replace('secrets.', ''));
  return new Set([...never, ...again]);
}

/**
 * The request that the options and the stored definition amount to; `known` are secrets from elsewhere. Throws `invalid`
 * with the name of the field.
 */
export async function requestOf(
  stored: Known,
  given: DefinitionOptions,
  known: Readonly<Record<string, unknown>> = {},
): Promise<OrchestratorRequest> {
  const { name, kind } = stored;
  const settings = settingsOf(kind, stored.settings, given);
  const request = parsed({ name, kind, settings, secrets: known });
  const entered = await passwords(given, missingPasswords(request, stored));
  return kind === 'edge-orchestrator' ? parsed({ ...request, secrets: { ...known, ...entered } }) : request;
}

function parsed(request: object): OrchestratorRequest {
  const { data, error } = orchestratorRequest.safeParse(request);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const field = issue?.path.filter((part) => part !== 'settings').join('.') ?? '';
  throw new ConsoleError(
    'invalid',
    `${field === '' ? '' : `${field}: `}${issue?.message ?? 'not understood'}`,
    {
      fix: 'See ven orchestrator add --help.',
    },
  );
}
