import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../lib/contract/error.ts';
import { METRICS_INTERVAL } from './core/metrics/metrics.ts';
import { SCREEN_INTERVAL } from './core/recordings/screen-recorder.ts';
import { DEFAULT_LIMITS, type RetentionLimits } from './core/retention/limits.ts';
import { readTls } from './tls-files.ts';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where people reach it, if that is not plainly host and port. Without a slash at its end. */
  readonly baseUrl: string | null;
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly dataDirectory: string;
  /** Of own rule files. */
  readonly rulesDirectory: string;
  readonly databaseUrl: string;
  readonly secretKey: string | null;
  readonly libvirtUri: string;
  /** Of the first admin; without a password one is made up and printed once. */
  readonly admin: { readonly email: string; readonly password: string | null };
  readonly simulator: boolean;
  /** How long logs and history are kept. */
  readonly retention: RetentionLimits;
  /** Milliseconds between measurements of what hosts and nodes use; 0: none. */
  readonly metricsInterval: number;
  /** Milliseconds between pictures of a display that changes; 0: none. */
  readonly screenInterval: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A limit of so many days or GiB. */
const amount = (preset: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'give a whole number from 1 to 99999')
    .transform(Number)
    .default(preset);

const environment = z.object({
  VEN_HOST: z
    .string()
    .refine((value) => value === 'localhost' || isIP(value) !== 0, 'give an IP address or localhost')
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'give a number from 0 to 65535')
    .transform(Number)
    .refine((value) => value <= 65_535, 'give a number from 0 to 65535')
    .default(3000),
  VEN_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'give a URL that begins with http:// or https://' })
    .optional(),
  VEN_TLS_CERT: z.string().optional(),
  VEN_TLS_KEY: z.string().optional(),
  VEN_DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.string().optional(),
  VEN_SECRET_KEY: z
    .string()
    .min(16, 'use at least 16 characters, e.g. from: openssl rand -hex 32')
    .optional(),
  VEN_RULES_DIR: z.string().max(4096).optional(),
  VEN_LIBVIRT_URI: z
    .string()
    .regex(/^[a-z+]+:\/\/./, 'give a URI of libvirt, such as qemu:///system')
    .default('qemu:///system'),
  VEN_ADMIN_EMAIL: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/, 'give an e-mail address')
    .default('admin@localhost'),
  VEN_ADMIN_PASSWORD: z.string().min(8, 'use at least 8 characters').max(1024).optional(),
  VEN_SIMULATOR: z.enum(['on', 'off'], 'say on or off').default('on'),
  VEN_LOG_DAYS: amount(DEFAULT_LIMITS.logDays),
  VEN_LOG_GIB: amount(DEFAULT_LIMITS.logGiB),
  VEN_HISTORY_DAYS: amount(DEFAULT_LIMITS.historyDays),
  VEN_METRICS_INTERVAL: z
    .string()
    .regex(/^\d{1,3}$/, 'give seconds from 0 to 999')
    .transform(Number)
    .default(METRICS_INTERVAL / 1000),
  VEN_SCREENSHOT_INTERVAL: z
    .string()
    .regex(/^\d{1,3}$/, 'give seconds from 0 to 999')
    .transform(Number)
    .default(SCREEN_INTERVAL / 1000),
  VEN_LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'say fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  VEN_ALLOW_INSECURE: z.enum(['0', '1'], 'say 1 or 0').default('0'),
});

/** Reads the environment once. Throws an `invalid` ConsoleError that names every variable that is wrong. */
export function readConfig(env: Environment = process.env): Config {
  // A variable that is set to nothing is not set: that is what `VAR= npm start` and empty CI settings mean.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    throw refused(
      result.error.issues.map((issue) => ({ field: String(issue.path[0]), message: issue.message })),
    );
  }
  const values = result.data;
  const dataDirectory = path.resolve(values.VEN_DATA_DIR);
  const tls = certificateOf(values.VEN_TLS_CERT, values.VEN_TLS_KEY);
  refuseOpenDoor(values.VEN_HOST, tls !== null || values.VEN_ALLOW_INSECURE === '1');
  return {
    host: values.VEN_HOST,
    port: values.PORT,
    baseUrl: values.VEN_BASE_URL?.replace(/\/+$/, '') ?? null,
    tls,
    dataDirectory,
    rulesDirectory: path.resolve(values.VEN_RULES_DIR ?? path.join(dataDirectory, 'rules')),
    databaseUrl: values.DATABASE_URL ?? `file:${path.join(dataDirectory, 'console.db')}`,
    secretKey: values.VEN_SECRET_KEY ?? null,
    libvirtUri: values.VEN_LIBVIRT_URI,
    admin: { email: values.VEN_ADMIN_EMAIL, password: values.VEN_ADMIN_PASSWORD ?? null },
    simulator: values.VEN_SIMULATOR === 'on',
    retention: {
      logDays: values.VEN_LOG_DAYS,
      logGiB: values.VEN_LOG_GIB,
      historyDays: values.VEN_HISTORY_DAYS,
      historyNodes: DEFAULT_LIMITS.historyNodes,
    },
    metricsInterval: values.VEN_METRICS_INTERVAL * 1000,
    screenInterval: values.VEN_SCREENSHOT_INTERVAL * 1000,
    logLevel: values.VEN_LOG_LEVEL,
  };
}

function refused(errors: readonly { readonly field: string; readonly message: string }[]): ConsoleError {
  // Never the value: it may be a password.
  const text = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new ConsoleError('invalid', `The configuration is wrong. ${text}.`, {
    fix: `Correct ${[...new Set(errors.map(({ field }) => field))].join(', ')} in the environment and start again.`,
    errors,
  });
}

function certificateOf(certificate: string | undefined, key: string | undefined): Config['tls'] {
  if (certificate === undefined && key === undefined) return null;
  if (certificate === undefined || key === undefined) {
    const [field, other] =
      certificate === undefined ? ['VEN_TLS_CERT', 'VEN_TLS_KEY'] : ['VEN_TLS_KEY', 'VEN_TLS_CERT'];
    throw refused([{ field, message: `is needed too when ${other} is set` }]);
  }
  const read = readTls({ certificate, key }, Date.now());
  if ('problem' in read) throw refused([read.problem]);
  return read.tls;
}

/** Passwords and consoles in the clear are for this machine alone, unless somebody says otherwise. */
function refuseOpenDoor(host: string, allowed: boolean): void {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (isLoopback || allowed) return;
  throw refused([
    {
      field: 'VEN_HOST',
      message: `${host} can be reached from other machines, and without TLS passwords would cross the network in the clear: set VEN_TLS_CERT and VEN_TLS_KEY, or VEN_ALLOW_INSECURE=1 behind a proxy that has TLS`,
    },
  ]);
}

function errno(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}

/** For an error of a file that the server needs at its start. */
export function fileError(error: unknown, { dataDirectory }: Pick<Config, 'dataDirectory'>): unknown {
  const fixes: Readonly<Record<string, string>> = {
    ENOSPC: `Free some space on the disk of ${dataDirectory}, or set VEN_DATA_DIR to another place.`,
    EDQUOT: `Raise the quota of this user, or set VEN_DATA_DIR to another place.`,
    EROFS: 'Mount it for writing, or set VEN_DATA_DIR to another place.',
    EACCES: 'Make it readable and writable for this user, or set VEN_DATA_DIR to another place.',
    EPERM: 'Make it readable and writable for this user, or set VEN_DATA_DIR to another place.',
  };
  const fix = fixes[errno(error) ?? ''];
  if (fix === undefined || !(error instanceof Error)) return error;
  return new ConsoleError('invalid', `A file of the console cannot be used: ${error.message}.`, {
    fix,
    cause: error,
  });
}

/** For the error of a server that could not listen. */
export function listenError(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const reasons: Readonly<Record<string, readonly [string, string]>> = {
    EADDRINUSE: [
      `Port ${port} of ${host} is in use by another program.`,
      `Stop it (find it with: ss -ltnp sport = :${port}), or choose another port with PORT.`,
    ],
    EACCES: [`Port ${port} is for privileged programs only.`, 'Choose a port from 1024 on with PORT.'],
    EADDRNOTAVAIL: [`This machine has no address ${host}.`, 'Set VEN_HOST to an address that it has.'],
  };
  const found = reasons[errno(error) ?? ''];
  return found === undefined
    ? error
    : new ConsoleError('port-in-use', found[0], { fix: found[1], cause: error });
}
