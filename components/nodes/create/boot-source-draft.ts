import {
  type BootSource,
  type BootSourceKind,
  type BootSourceRequest,
  bootsFromNetwork,
  imageOf,
} from '../../../lib/contract/boot-source.ts';

/** The boot source as it is typed; what is empty is the template's. */
export interface BootSourceDraft {
  readonly bootSource: string;
  readonly image: string;
  readonly attachment: string;
  readonly first: string;
  readonly user: string;
  readonly password: string;
  /** One per line. */
  readonly sshKeys: string;
  /** Separated by spaces or commas. */
  readonly packages: string;
  readonly script: string;
  readonly proxy: string;
  /** Separated by spaces or commas. */
  readonly proxyExcept: string;
  /** The node that this is like has a password, of which only a hash is known. */
  readonly hadPassword: boolean;
}

export const NO_BOOT_SOURCE: BootSourceDraft = {
  bootSource: '',
  image: '',
  attachment: '',
  first: '',
  user: '',
  password: '',
  sshKeys: '',
  packages: '',
  script: '',
  proxy: '',
  proxyExcept: '',
  hadPassword: false,
};

/** What may be in an address: not a password, and nothing long. */
export const LINKED_BOOT_SOURCE = [
  'bootSource',
  'image',
  'attachment',
  'first',
  'user',
  'sshKeys',
  'packages',
  'proxy',
  'proxyExcept',
] as const satisfies readonly (keyof BootSourceDraft)[];

const FIELDS = [...LINKED_BOOT_SOURCE, 'password', 'script'] as const;

const KINDS: readonly string[] = [
  'uefi-http',
  'ipxe-disk',
  'medium',
  'cloud-image',
  'disk',
] satisfies readonly BootSourceKind[];

const isKind = (text: string): text is BootSourceKind => KINDS.includes(text);

/** The kind that the draft means. */
export function kindOf(draft: BootSourceDraft, template: BootSource | undefined): BootSourceKind {
  return isKind(draft.bootSource) ? draft.bootSource : (template?.kind ?? 'uefi-http');
}

/** Whether it is chosen that the nodes boot without the network. */
export const isLocal = ({ bootSource }: BootSourceDraft): boolean =>
  isKind(bootSource) && !bootsFromNetwork({ kind: bootSource });

const list = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Of a request: nothing when everything is the template's. */
export function bootSourcePart(draft: BootSourceDraft, template: BootSource | undefined): object {
  if (FIELDS.every((field) => draft[field] === '')) return {};
  const kind = kindOf(draft, template);
  const same = template?.kind === kind ? template : undefined;
  const image = draft.image || (same && imageOf(same)) || null;
  switch (kind) {
    case 'uefi-http':
    case 'disk':
      return { bootSource: { kind } };
    case 'ipxe-disk':
      return { bootSource: { kind, image } };
    case 'medium': {
      const { attachment, first } = same?.kind === 'medium' ? same : { attachment: 'cdrom', first: 'disk' };
      return {
        bootSource: { kind, image, attachment: draft.attachment || attachment, first: draft.first || first },
      };
    }
    case 'cloud-image':
      return { bootSource: { kind, image, seed: seedPart(draft, same) } };
  }
}

/** What was typed comes in the place of the template's, field by field. */
function seedPart(draft: BootSourceDraft, template: BootSource | undefined): object {
  const before = template?.kind === 'cloud-image' ? template.seed : null;
  const { user, password, script } = draft;
  const sshKeys = list(draft.sshKeys, /\n/);
  const packages = list(draft.packages, /[\s,]+/);
  const proxyExcept = list(draft.proxyExcept, /[\s,]+/);
  return {
    user: user.trim() || (before?.user ?? 'ven'),
    ...(password === '' ? {} : { password }),
    sshKeys: sshKeys.length > 0 ? sshKeys : (before?.sshKeys ?? []),
    packages: packages.length > 0 ? packages : (before?.packages ?? []),
    script: script.trim() === '' ? (before?.script ?? null) : script,
    proxy: draft.proxy.trim() || (before?.proxy ?? null),
    proxyExcept: proxyExcept.length > 0 ? proxyExcept : (before?.proxyExcept ?? []),
  };
}

/** A boot source as it would be typed; the password has to be typed again. */
export function bootSourceTexts(source: BootSource | BootSourceRequest | undefined): BootSourceDraft {
  if (source === undefined) return NO_BOOT_SOURCE;
  const typed = { ...NO_BOOT_SOURCE, bootSource: source.kind, image: imageOf(source) ?? '' };
  if (source.kind === 'medium') return { ...typed, attachment: source.attachment, first: source.first };
  if (source.kind !== 'cloud-image' || source.seed === null) return typed;
  const { user, sshKeys, packages, script, proxy, proxyExcept } = source.seed;
  const lists = {
    ...{ sshKeys: sshKeys.join('\n'), packages: packages.join(' '), proxyExcept: proxyExcept.join(' ') },
  };
  const hadPassword = 'hasPassword' in source.seed && source.seed.hasPassword;
  return { ...typed, ...lists, user, script: script ?? '', proxy: proxy ?? '', hadPassword };
}
