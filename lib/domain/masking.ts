import type { Node } from '../contract/node.ts';

/** What stands for something that is not to be read. */
const MASK = '••••••';

/** What a node is known by to others, beside its name. */
export type Maskable = Pick<
  Node,
  'serial' | 'uuid' | 'mac' | 'address' | 'host' | 'createdBy' | 'orchestratorView'
>;

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

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

const whole = (alternatives: readonly string[]): RegExp =>
  new RegExp(String.raw`(?<![\w.])(?:${alternatives.join('|')})(?![\w])`, 'gi');

function knownOf(node: Maskable): string[] {
  const { serial, uuid, mac, address, host, createdBy, orchestratorView } = node;
  const bare = mac.replaceAll(':', '');
  const values = [serial, uuid, uuid.replaceAll('-', ''), mac, mac.replaceAll(':', '-'), bare];
  const others = [address, createdBy, orchestratorView?.hostId, orchestratorView?.instanceId];
  const known = [...values, ...others, host.length < SHORTEST_NAME ? null : host];
  return known
    .flatMap((value) => (value == null || value === '' ? [] : [value]))
    .toSorted((one, other) => other.length - one.length)
    .map(escaped);
}

/** Text as it is shown, or as it may be shown to anybody. */
export type Mask = (text: string) => string;

export const UNMASKED: Mask = (text) => text;

const ANYBODY = whole(FORMS);

/** Hides what has the form of an address or of an identity. */
export const maskForms: Mask = (text) => text.replace(ANYBODY, MASK);

/**
 * Hides a node's serial number, UUID, addresses, host and author, and all else that has the form of an address or of an
 * identity. What a guest prints about others in another form, such as a host name, stays.
 */
export function maskOf(node: Maskable): Mask {
  const pattern = whole([...knownOf(node), ...FORMS]);
  return (text) => text.replace(pattern, MASK);
}
