import { ConsoleError } from '../../../lib/contract/error.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;
/** A null stands for a part that this variant does not have. */
export type Child = XmlElement | string | number | null;

export interface XmlElement {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly (XmlElement | string)[];
}

export function element(name: string, attributes: Attributes = {}, ...children: Child[]): XmlElement {
  const present = children.filter((child) => child !== null);
  return {
    name,
    attributes,
    children: present.map((child) => (typeof child === 'number' ? String(child) : child)),
  };
}

/** Two spaces per level; an element with only text stays on one line, because whitespace would change the text. */
export function serialize(root: XmlElement, indent = ''): string {
  const { name, children } = root;
  const start = `${indent}<${name}${serializeAttributes(root.attributes)}`;
  if (children.length === 0) return `${start}/>\n`;
  if (children.every((child) => typeof child === 'string')) {
    return `${start}>${children.map(escapeText).join('')}</${name}>\n`;
  }
  const inner = children.map((child) =>
    typeof child === 'string' ? `${indent}  ${escapeText(child)}\n` : serialize(child, `${indent}  `),
  );
  return `${start}>\n${inner.join('')}${indent}</${name}>\n`;
}

function serializeAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}='${escapeText(String(value))}'`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// oxlint-disable-next-line no-control-regex -- XML 1.0 has no way at all to write these, not even escaped
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

function escapeText(text: string): string {
  if (UNWRITABLE.test(text)) {
    throw new ConsoleError('invalid', `${JSON.stringify(text)} has characters that XML cannot hold`, {
      fix: 'Leave control characters out.',
    });
  }
  return text.replace(/[&<>'"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}
