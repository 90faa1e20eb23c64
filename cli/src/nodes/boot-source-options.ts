import { readFileSync } from 'node:fs';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { type BootSourceInput, bootSource } from '../../../lib/contract/boot-source.ts';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { Flag } from '../command.ts';
import { linesFromPipe, passwordFromTerminal } from '../session/password.ts';

const kinds = bootSource.options.map((option) => option.shape.kind.value);
const list = z.array(z.string()).optional();

export const bootSourceOptions = z.object({
  bootSource: z.enum(kinds, `use ${kinds.join(', ')}`).optional(),
  image: z.string().optional(),
  attach: z.enum(['cdrom', 'usb'], 'use cdrom or usb').optional(),
  bootFirst: z.enum(['disk', 'medium'], 'use disk or medium').optional(),
  user: z.string().optional(),
  password: z.boolean().optional(),
  sshKeyFile: list,
  package: list,
  scriptFile: z.string().optional(),
  proxy: z.string().optional(),
  proxyExcept: list,
  /** False with --no-seed. */
  seed: z.boolean().default(true),
});
type Options = z.infer<typeof bootSourceOptions>;

export const BOOT_SOURCE_FLAGS: readonly Flag[] = [
  ['--boot-source <kind>', `${kinds.join(', ')} (default: by the image, or as in the template)`],
  ['--image <name>', 'image to boot from (see ven image list)'],
  ['--attach <cdrom|usb>', 'medium: attach the image as CD-ROM (default for ISO images) or USB disk'],
  ['--boot-first <disk|medium>', 'medium: what the firmware tries first (default disk)'],
  ['--user <name>', 'cloud image: the user that cloud-init adds (default ven)'],
  ['--password', 'cloud image: ask for that user’s password, or read it from standard input'],
  ['--ssh-key-file <file...>', 'cloud image: public keys of that user'],
  ['--package <name...>', 'cloud image: packages that the first boot installs'],
  ['--script-file <file>', 'cloud image: script that the first boot runs as root'],
  ['--proxy <url>', 'cloud image: proxy for apt, and in /etc/environment'],
  ['--proxy-except <name...>', 'cloud image: hosts, domains and addresses without the proxy'],
  ['--no-seed', 'cloud image: no data for cloud-init'],
];

/** Undefined when the template's stays as it is. */
export async function bootSourceOf(
  client: ConsoleClient,
  given: Options,
): Promise<BootSourceInput | undefined> {
  const { image, attach, bootFirst } = given;
  const kind = given.bootSource ?? (image === undefined ? undefined : await kindFor(client, image));
  refuseUnused(kind, given);
  switch (kind) {
    case undefined:
      return undefined;
    case 'uefi-http':
    case 'disk':
      return { kind };
    case 'ipxe-disk':
      return { kind, image };
    case 'medium':
      return { kind, image, attachment: attach ?? (await attachmentFor(client, image)), first: bootFirst };
    case 'cloud-image':
      return { kind, image, seed: given.seed ? await seedOf(given) : null };
  }
}

const isIso = async (client: ConsoleClient, image: string): Promise<boolean> =>
  (await client.images.get(image)).kind === 'iso';

async function kindFor(client: ConsoleClient, image: string): Promise<'medium' | 'cloud-image'> {
  return (await isIso(client, image)) ? 'medium' : 'cloud-image';
}

async function attachmentFor(client: ConsoleClient, image: string | undefined): Promise<'cdrom' | 'usb'> {
  return image === undefined || (await isIso(client, image)) ? 'cdrom' : 'usb';
}

/** Options of another boot source would do nothing. */
function refuseUnused(kind: Options['bootSource'], given: Options): void {
  const { attach, bootFirst, user, password, sshKeyFile, scriptFile, proxy, proxyExcept } = given;
  const forMedium = { '--attach': attach, '--boot-first': bootFirst };
  const forCloud = {
    ...{ '--user': user, '--password': password, '--ssh-key-file': sshKeyFile },
    ...{ '--package': given.package, '--script-file': scriptFile },
    ...{ '--proxy': proxy, '--proxy-except': proxyExcept },
  };
  const wrong = [
    ...(kind === 'medium' ? [] : givenOf(forMedium)),
    ...(kind === 'cloud-image' && given.seed ? [] : givenOf(forCloud)),
  ];
  const [first] = wrong;
  if (first === undefined) return;
  throw new ConsoleError('invalid', `${first} does not apply to this boot source.`, {
    fix: first in forMedium ? 'Add --boot-source medium.' : 'Add --boot-source cloud-image.',
  });
}

const givenOf = (flags: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(flags)
    .filter(([, value]) => value !== undefined)
    .map(([flag]) => flag);

async function seedOf({
  user,
  password,
  sshKeyFile = [],
  package: packages,
  scriptFile,
  proxy,
  proxyExcept = [],
}: Options) {
  const sshKeys = sshKeyFile.flatMap((file) =>
    textOf(file)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === true ? { password: await askedPassword(user ?? 'ven') } : {}),
    ...{ sshKeys, packages: packages ?? [] },
    script: scriptFile === undefined ? null : textOf(scriptFile),
    ...{ proxy: proxy ?? null, proxyExcept },
  };
}

async function askedPassword(user: string): Promise<string> {
  if (process.stdin.isTTY) return passwordFromTerminal(`Password of ${user} on the nodes: `);
  const [password = ''] = await linesFromPipe(1);
  return password;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConsoleError('invalid', `${file} cannot be read: ${messageOf(error)}`, {
      fix: 'Check the path.',
    });
  }
}
