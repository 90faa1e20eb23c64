import { attributeIn, childrenIn, type ElementRange } from '../../xml/children.ts';
import { element, serialize } from '../../xml/element.ts';
import { DNSMASQ_NAMESPACE } from '../../xml/network.ts';
import { findRecord, type NetworkName, type OptionsRecord, recordXml } from './record.ts';

type Lines = Pick<OptionsRecord, 'options' | 'names'>;

/** The options and names that a network's definition has. */
export function linesIn(xml: string): Lines {
  const options = sectionsOf(xml, 'dnsmasq:options').flatMap((section) => inside(xml, section));
  return {
    options: options.map(({ tag }) => attributeIn(tag, 'value') ?? ''),
    names: hostsIn(xml).flatMap((host) => namesOf(xml, host).map(({ address, name }) => ({ address, name }))),
  };
}

/** Those of `lines` that the other does not have. */
export function without(lines: Lines, { options, names }: Lines): Lines {
  return {
    options: lines.options.filter((option) => !options.includes(option)),
    names: lines.names.filter((name) => !names.some((other) => isSame(name, other))),
  };
}

export const isNothing = ({ options, names }: Lines): boolean => options.length + names.length === 0;

/** The definition with what it lacks of `wanted`, and with a record of that. Everything else stays as it is written. */
export function withOptions(xml: string, wanted: OptionsRecord): string {
  const added = without(wanted, linesIn(xml));
  if (isNothing(added)) return xml;
  let result = added.names.reduce(withName, xml);
  const options = added.options.map((value) => serialize(element('dnsmasq:option', { value }), '    '));
  if (options.length > 0) result = into(withNamespace(result), 'dnsmasq:options', options.join(''));
  return into(result, 'metadata', recordXml({ ...wanted, ...added }));
}

/** The definition without what a console has added to it, as far as it is still there, and without the record of it. */
export function withoutOptions(xml: string): string {
  const found = findRecord(xml);
  if (found === null) return xml;
  const { record, at } = found;
  let result = withoutSection(cut(xml, at), 'metadata');
  for (const value of record.options) {
    const present = sectionsOf(result, 'dnsmasq:options').flatMap((section) => inside(result, section));
    const option = present.findLast(({ tag }) => attributeIn(tag, 'value') === value);
    if (option !== undefined) result = cut(result, option);
  }
  result = withoutSection(result, 'dnsmasq:options');
  return withoutSection(record.names.reduce(withoutName, result), 'dns');
}

const isSame = (one: NetworkName, other: NetworkName): boolean =>
  one.address === other.address && one.name === other.name;

function sectionsOf(xml: string, name: string): ElementRange[] {
  const [root] = childrenIn(xml);
  return root === undefined ? [] : inside(xml, root).filter((child) => child.name === name);
}

const inside = (xml: string, { innerStart, innerEnd }: ElementRange): ElementRange[] =>
  childrenIn(xml, innerStart, innerEnd);

const hostsIn = (xml: string): ElementRange[] =>
  sectionsOf(xml, 'dns').flatMap((dns) => inside(xml, dns).filter(({ name }) => name === 'host'));

/** The names of a host element, and where they are. */
const namesOf = (xml: string, host: ElementRange) =>
  inside(xml, host).map((at) => ({
    at,
    address: attributeIn(host.tag, 'ip') ?? '',
    name: xml.slice(at.innerStart, at.innerEnd).trim(),
  }));

function withName(xml: string, { address, name }: NetworkName): string {
  const hostname = element('hostname', {}, name);
  const host = hostsIn(xml).find(({ tag }) => attributeIn(tag, 'ip') === address);
  return host === undefined
    ? into(xml, 'dns', serialize(element('host', { ip: address }, hostname), '    '))
    : append(xml, host, serialize(hostname, '      '));
}

function withoutName(xml: string, { address, name }: NetworkName): string {
  const found = hostsIn(xml)
    .flatMap((host) => namesOf(xml, host).map((each) => ({ ...each, host })))
    .find((each) => isSame(each, { address, name }));
  if (found === undefined) return xml;
  return inside(xml, found.host).length === 1 ? cut(xml, found.host) : cut(xml, found.at);
}

/** Puts lines at the end of a section of the network, which is made if there is none. */
function into(xml: string, section: string, lines: string): string {
  const present = sectionsOf(xml, section).at(-1);
  if (present !== undefined) return append(xml, present, lines);
  const [root] = childrenIn(xml);
  return root === undefined ? xml : append(xml, root, `  <${section}>\n${lines}  </${section}>\n`);
}

/** Puts lines before the end tag of an element. */
function append(
  xml: string,
  { name, tag, start, innerStart, innerEnd }: ElementRange,
  lines: string,
): string {
  if (innerStart === innerEnd && tag.endsWith('/>')) {
    const opened = `${tag.slice(0, -2)}>\n${lines}${indentAt(xml, start)}</${name}>`;
    return xml.slice(0, start) + opened + xml.slice(innerEnd);
  }
  const line = xml.lastIndexOf('\n', innerEnd - 1) + 1;
  // The end tag is on a line of its own, or behind something else.
  return line >= innerStart && xml.slice(line, innerEnd).trim() === ''
    ? xml.slice(0, line) + lines + xml.slice(line)
    : `${xml.slice(0, innerEnd)}\n${lines}${indentAt(xml, start)}${xml.slice(innerEnd)}`;
}

const indentAt = (xml: string, start: number): string =>
  /^[ \t]*/.exec(xml.slice(xml.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';

/** Without the element, and without its line if nothing else is on it. */
function cut(xml: string, { start, end }: ElementRange): string {
  const before = xml.slice(0, start).replace(/[ \t]+$/, '');
  const after = xml.slice(end);
  const isWholeLine = before.endsWith('\n') && after.startsWith('\n');
  return isWholeLine ? before + after.slice(1) : xml.slice(0, start) + after;
}

/** Without a section that has become empty. */
function withoutSection(xml: string, name: string): string {
  const section = sectionsOf(xml, name).at(-1);
  if (section === undefined || xml.slice(section.innerStart, section.innerEnd).trim() !== '') return xml;
  return /\s/.test(section.tag) ? xml : cut(xml, section);
}

/** libvirt declares the namespace where it is used. */
function withNamespace(xml: string): string {
  const [root] = childrenIn(xml);
  if (root === undefined || root.tag.includes(DNSMASQ_NAMESPACE)) return xml;
  const tag = root.tag.replace(/>$/, ` xmlns:dnsmasq='${DNSMASQ_NAMESPACE}'>`);
  return xml.slice(0, root.start) + tag + xml.slice(root.innerStart);
}
