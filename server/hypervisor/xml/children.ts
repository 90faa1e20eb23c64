/** An element inside a text, by offsets. */
export interface ElementRange {
  readonly name: string;
  /** Its start tag. */
  readonly tag: string;
  readonly start: number;
  /** What is between its tags; empty at the end for one without an end tag. */
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly end: number;
}

/** Comments, CDATA and processing instructions; or a tag: a slash, its name, its attributes, a slash. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/g;

/**
 * The elements directly inside a part of well-formed XML. They are for changing it in place, which a parsed document
 * cannot: other people's content stays as it is.
 */
export function childrenIn(xml: string, from = 0, to = xml.length): ElementRange[] {
  const found: ElementRange[] = [];
  let depth = 0;
  let open = { name: '', tag: '', start: 0, innerStart: 0 };
  const tokens = new RegExp(TOKEN);
  tokens.lastIndex = from;
  for (let token = tokens.exec(xml); token !== null && token.index < to; token = tokens.exec(xml)) {
    const [tag, isEnd, name, , isEmpty] = token;
    if (name === undefined) continue;
    const end = token.index + tag.length;
    if (isEnd === '/') {
      depth -= 1;
      if (depth === 0) found.push({ ...open, innerEnd: token.index, end });
      continue;
    }
    if (depth === 0) open = { name, tag, start: token.index, innerStart: end };
    if (isEmpty !== '/') depth += 1;
    else if (depth === 0) found.push({ ...open, innerEnd: end, end });
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', apos: "'", quot: '"' };

const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(amp|lt|gt|apos|quot));/gi, (_, hex, number, name) =>
    typeof name === 'string'
      ? (ENTITIES[name] ?? '')
      : String.fromCodePoint(typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(number)),
  );

/** An attribute of a start tag; null if it has none of that name. */
export function attributeIn(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found === null ? null : decoded(found[1] ?? found[2] ?? '');
}
