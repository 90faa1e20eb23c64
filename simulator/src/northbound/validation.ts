import type { Context } from 'hono';
import { z } from 'zod';
import { SimulatorError } from '../error.ts';
import {
  Metadata,
  OsProvider,
  OsType,
  ProviderKind,
  ProviderVendor,
  SecurityFeature,
} from '../state/schema.ts';
import { InstanceKind, PowerState } from '../state/schema.ts';

const MAX_BODY_BYTES = 100 * 1024;

const UUID = /^$|^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
const NAME = /^$|^[a-zA-Z-_0-9./: ]+$/;
const FREE_TEXT = /^$|^[a-zA-Z-_0-9./:;=@?!#,<>*()" ]+$/;

function text(maximum: number, pattern?: RegExp) {
  const limited = z.string().max(maximum);
  return pattern === undefined ? limited : limited.regex(pattern);
}

const count = z.number().int().min(0).max(4_294_967_295);

export const HostRegister = z.object({
  name: text(20, NAME).default(''),
  serialNumber: z
    .string()
    .regex(/^([A-Za-z0-9]{5,20})?$/)
    .default(''),
  uuid: text(36, UUID).default(''),
  autoOnboard: z.boolean().default(false),
  enableVpro: z.boolean().default(false),
  userLvmSize: count.default(0),
});

export const HostCreate = z.object({
  name: text(50, NAME),
  serialNumber: z.string().max(36).default(''),
  uuid: text(36, UUID).default(''),
  metadata: Metadata.max(100).default([]),
});

export const HostPatch = z.object({
  name: text(50, NAME).optional(),
  metadata: Metadata.max(100).optional(),
  siteId: text(13, /^$|^site-[0-9a-f]{8}$/).optional(),
  desiredPowerState: PowerState.optional(),
});

/** PUT replaces all writable fields; omitted ones get their zero value. */
export const HostPut = z.object({
  name: text(50, NAME),
  metadata: Metadata.max(100).default([]),
  desiredPowerState: PowerState.default('POWER_STATE_UNSPECIFIED'),
});

const reference = (kind: string, maximum: number) =>
  text(maximum, new RegExp(`^$|^${kind}-[0-9a-f]{8}$`)).default('');

export const InstanceCreate = z.object({
  name: text(50, NAME).default(''),
  kind: InstanceKind.default('INSTANCE_KIND_UNSPECIFIED'),
  hostID: reference('host', 13),
  osID: reference('os', 11),
  localAccountID: reference('localaccount', 21),
  customConfigID: z
    .array(text(21, /^customconfig-[0-9a-f]{8}$/))
    .max(100)
    .default([]),
  securityFeature: SecurityFeature.default('SECURITY_FEATURE_UNSPECIFIED'),
});

export const InstancePatch = z.object({
  name: text(50, NAME).optional(),
  kind: InstanceKind.optional(),
  osID: text(11, /^$|^os-[0-9a-f]{8}$/).optional(),
});

export const OsCreate = z.object({
  name: text(128, /^$|^[a-zA-Z-_0-9./: ()]+$/).default(''),
  architecture: text(20, FREE_TEXT).default(''),
  imageUrl: text(500, FREE_TEXT).default(''),
  imageId: text(500, FREE_TEXT).default(''),
  description: z.string().max(1000).default(''),
  sha256: text(64, /^[a-f0-9]+$/),
  profileName: text(128, FREE_TEXT).default(''),
  securityFeature: SecurityFeature.default('SECURITY_FEATURE_UNSPECIFIED'),
  osType: OsType.default('OS_TYPE_UNSPECIFIED'),
  osProvider: OsProvider.default('OS_PROVIDER_KIND_UNSPECIFIED'),
  metadata: z.string().max(500).default(''),
  tlsCaCert: z.string().max(10_000).default(''),
});

export const OsPatch = OsCreate.pick({
  name: true,
  architecture: true,
  imageUrl: true,
  description: true,
  metadata: true,
})
  .extend({ sha256: text(64, /^[a-f0-9]+$/) })
  .partial();

export const ProviderCreate = z.object({
  providerKind: ProviderKind,
  providerVendor: ProviderVendor.default('PROVIDER_VENDOR_UNSPECIFIED'),
  name: text(40, NAME),
  apiEndpoint: text(500, /^$|^[a-zA-Z-_0-9./:;=?@!#,<>*() ]+$/),
  apiCredentials: z.array(z.string()).max(100).default([]),
  config: text(2000, /^$|^[a-zA-Z-_0-9./:;=?@!#,<>*(){}"\\ ]+$/).default(''),
});

export const LocalAccountCreate = z.object({
  username: text(32, /^[a-z][a-z0-9-]{0,31}$/),
  sshKey: text(800, /^(ssh-ed25519|ecdsa-sha2-nistp521) ([A-Za-z0-9+/=]+) ?(.*)?$/),
});

export const InvalidateNote = z.string().min(1).max(512).regex(FREE_TEXT).optional();

/** The body of a request, validated like in the gateway: unknown fields are ignored. */
export async function readBody<S extends z.ZodType>(
  context: Context,
  schema: S,
  schemaName: string,
): Promise<z.output<S>> {
  const type = context.req.header('content-type') ?? '';
  if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw invalidBody(`header Content-Type has unexpected value ${JSON.stringify(type)}`);
  }
  const raw = await readText(context, MAX_BODY_BYTES);
  if (/[^\P{C}\s]/u.test(raw)) {
    throw new SimulatorError('gateway-invalid', 'request body contains non printable characters');
  }
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    throw invalidBody(`failed to decode request body: ${raw.trim() === '' ? 'EOF' : 'invalid character'}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidBody(`doesn't match schema #/components/schemas/${schemaName}: ${bodyIssue(parsed.error)}`);
}

/** Reads a body of limited size, without buffering more than the limit. */
export async function readText(context: Context, maximum: number): Promise<string> {
  const tooLarge = () => new SimulatorError('gateway-too-large', 'Request Entity Too Large');
  if (Number(context.req.header('content-length') ?? 0) > maximum) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: ReadableStream<Uint8Array> | null = context.req.raw.body;
  const reader = body?.getReader();
  for (;;) {
    const { value: chunk } = (await reader?.read()) ?? {};
    if (chunk === undefined) break;
    bytes += chunk.byteLength;
    if (bytes > maximum) {
      await reader?.cancel();
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function invalidBody(reason: string): SimulatorError {
  return new SimulatorError('gateway-invalid', `request body has an error: ${reason}`);
}

/** A query, validated like in the gateway: a parameter must not be empty. */
export function readQuery<S extends z.ZodType>(context: Context, schema: S): z.output<S> {
  const query = context.req.query();
  if (Object.values(query).includes('')) {
    throw new SimulatorError('gateway-invalid', 'empty value is not allowed');
  }
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new SimulatorError(
    'gateway-invalid',
    `parameter "${name}" in query has an error: ${issue?.message ?? ''}`,
  );
}

function bodyIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'invalid';
  const path = issue.path.map((step) => `/${String(step)}`).join('');
  if (isMissing(issue)) return `Error at "${path}": property "${String(issue.path.at(-1))}" is missing`;
  return `${path === '' ? '' : `Error at "${path}": `}${phrase(issue)}`;
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return (
    issue.code === 'invalid_type' && issue.path.length > 0 && issue.message.endsWith('received undefined')
  );
}

function phrase(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `value must be ${/^[aio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `maximum string length is ${issue.maximum}`
        : `number must be at most ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'string'
        ? `minimum string length is ${issue.minimum}`
        : `number must be at least ${issue.minimum}`;
    case 'invalid_format':
      return `string doesn't match the regular expression "${(issue.pattern ?? '').replace(/^\/|\/[a-z]*$/g, '')}"`;
    case 'invalid_value':
      return `value is not one of the allowed values ${JSON.stringify(issue.values)}`;
    default:
      return issue.message;
  }
}
