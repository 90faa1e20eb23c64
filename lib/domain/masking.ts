import type { Node } from '../contract/node.ts';

/** What stands for something that is not to be read. */
const MASK = '••••••';

/** What a node is known by to others, beside its name. */
export type Maskable = Pick<Node, 'serial' | 'uuid' | 'mac' | 'host' | 'orchestratorView'>;

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
/** By their form: e-mail addresses, UUIDs, MAC addresses, IP addresses. */
const FORMS = [
  String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)*`,
  '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}',
  String.raw`(?:${OCTET}\.){3}${OCTET}`,
  // Two colons side by side, or all eight groups: a time of day is neither.
  '(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|fe80::[0-9a-f:]+',
];

/** Shorter names are words of a sentence, too: a host is called "local". */
const SHORTEST_NAME = 6;

/** A word that may be a serial number, an id or a host's name. */
const WORD = /[a-z0-9][\w.-]*/gi;

const ANYBODY = new RegExp(String.raw`(?<![\w.])(?:${FORMS.join('|')})(?![\w])`, 'gi');

/** What a node is known by, as words; addresses and UUIDs are told by their form. */
export function knownOf({ serial, uuid, mac, host, orchestratorView }: Maskable): string[] {
  const ids = [orchestratorView?.hostId, orchestratorView?.instanceId];
  const values = [serial, uuid.replaceAll('-', ''), mac.replaceAll(':', ''), ...ids];
  return [...values, host.length < SHORTEST_NAME ? null : host].flatMap((value) =>
    value == null || value === '' ? [] : [value.toLowerCase()],
  );
}

/** Text as it is shown, or as it may be shown to anybody. */
export type Mask = (text: string) => string;

export const UNMASKED: Mask = (text) => text;

/** Hides what has the form of an address or of an identity. */
export const maskForms: Mask = (text) => text.replace(ANYBODY, MASK);

/** Hides these words, and all that has the form of an address or of an identity. */
export const maskKnown =
  (known: ReadonlySet<string>): Mask =>
  (text) =>
    maskForms(text).replace(WORD, (word) => {
      // The dot at the end of a sentence is no part of it.
      const bare = word.replace(/[.-]+$/, '');
      return known.has(bare.toLowerCase()) ? `${MASK}${word.slice(bare.length)}` : word;
    });

/**
 * Hides a node's serial number, UUID, addresses and host, and all else that has the form of an address or of an identity.
 * What a guest prints about others in another form, such as a host name, stays.
 */
export const maskOf = (node: Maskable): Mask => maskKnown(new Set(knownOf(node)));
