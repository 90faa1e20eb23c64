import { z } from 'zod';
import { imageName } from './image.ts';
import { proxyUrl } from './orchestrator-settings.ts';

const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;
const PUBLIC_KEY =
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) AAAA[A-Za-z0-9+/]{16,}={0,3}(?: [^\p{Cc}]*)?$/u;

const sshKey = z
  .string()
  .trim()
  .max(16_384)
  .refine((text) => !text.includes('PRIVATE KEY'), 'this is a private key; use the one in the .pub file')
  .refine(
    (text) => PUBLIC_KEY.test(text),
    'use a public key as in a .pub file, such as "ssh-ed25519 AAAA… you@example"',
  );

const script = z
  .string()
  .max(65_536, 'use at most 64 KiB')
  .refine((text) => text.startsWith('#!'), 'begin with the interpreter, such as #!/bin/sh')
  .refine((text) => !text.includes('\0'), 'use text, not a binary file');

const seedProperties = {
  /** Gets sudo without a password. */
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'use 1 to 32 lower-case letters, digits, "_" or "-", no digit first')
    .default('ven'),
  sshKeys: z.array(sshKey).max(20).default([]),
  /** Installed at the first boot. */
  packages: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+:_=~-]{0,99}$/, 'use the name of a package'))
    .max(100)
    .default([]),
  /** Runs once, as root, at the end of the first boot. */
  script: script.nullable().default(null),
  /** For apt, and in /etc/environment. */
  proxy: proxyUrl.nullable().default(null),
  /** Hosts, domains and addresses that are reached without the proxy; itself is always among them. */
  proxyExcept: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z0-9.*:_/-]{1,253}$/, 'use host names, domains such as .example.com, or addresses'),
    )
    .max(100)
    .default([]),
};

/** What cloud-init gets to read at the first boot; the host name is the node's name. */
export const seed = z
  .strictObject({ ...seedProperties, hasPassword: z.boolean().default(false) })
  .meta({ id: 'Seed' });
export type Seed = z.infer<typeof seed>;

const seedRequest = z
  .strictObject({
    ...seedProperties,
    /** Only a hash of it is stored. Without one, the user cannot log in with a password. */
    password: z
      .string()
      .min(1, 'use at least 1 character')
      .max(128, 'use at most 128 characters')
      .regex(PRINTABLE, 'use no control characters')
      .optional(),
  })
  .meta({ id: 'SeedRequest' });

const unset = imageName.nullable().default(null);
const attachment = z
  .enum(['cdrom', 'usb'])
  .default('cdrom')
  .meta({ description: 'cdrom: on SATA; usb: a removable disk, read-only' });
const first = z
  .enum(['disk', 'medium'])
  .default('disk')
  .meta({ description: 'What the firmware tries first; it skips a blank disk at once' });

const uefiHttp = z.strictObject({ kind: z.literal('uefi-http') });
/** Without an image: the one of the orchestrator. */
const ipxeDisk = z.strictObject({ kind: z.literal('ipxe-disk'), image: unset });
const medium = z.strictObject({ kind: z.literal('medium'), image: unset, attachment, first });
const disk = z.strictObject({ kind: z.literal('disk') });
const cloudImage = z.strictObject({ kind: z.literal('cloud-image'), image: unset });

/**
 * What a node boots from. `medium`: an image as CD-ROM or USB disk beside its disk; `cloud-image`: its disk begins as a
 * copy of an image; `ipxe-disk`: the same, with nothing but iPXE; `disk`: whatever is on its disk.
 */
export const bootSource = z
  .discriminatedUnion('kind', [
    uefiHttp,
    ipxeDisk,
    medium,
    /** Without a seed, the image is booted as it is. */
    cloudImage.extend({ seed: seed.nullable().default(null) }),
    disk,
  ])
  .meta({ id: 'BootSource' });
export type BootSource = z.infer<typeof bootSource>;
export type BootSourceKind = BootSource['kind'];

/** Replaces the template's as a whole. */
export const bootSourceRequest = z
  .discriminatedUnion('kind', [
    uefiHttp,
    ipxeDisk,
    medium,
    cloudImage.extend({ seed: seedRequest.nullable().default(null) }),
    disk,
  ])
  .meta({ id: 'BootSourceRequest' });
export type BootSourceRequest = z.infer<typeof bootSourceRequest>;
export type BootSourceInput = z.input<typeof bootSourceRequest>;

/** Of nodes and templates that are older than the choice. */
export const DEFAULT_BOOT_SOURCE: BootSource = { kind: 'uefi-http' };

/** The image that it needs, by name; null if none is chosen. */
export const imageOf = (source: BootSource | BootSourceRequest): string | null =>
  'image' in source ? source.image : null;

export const bootsFromNetwork = ({ kind }: { readonly kind: BootSourceKind }): boolean =>
  kind === 'uefi-http' || kind === 'ipxe-disk';
