import type { Notice } from '../../contract/notice.ts';

/** A notice with the address of the page about it. */
export interface LinkedNotice extends Omit<Notice, 'type'> {
  readonly type: Notice['type'] | 'webhook.test';
  readonly link: string;
}

/** What the text of a webhook's own body can contain, as `{{name}}`. */
const VALUES = {
  type: ({ type }) => type,
  id: ({ id }) => id,
  time: ({ at }) => at,
  title: ({ title }) => title,
  text: ({ text }) => text,
  link: ({ link }) => link,
  node: ({ node }) => node?.name ?? '',
  serial: ({ node }) => node?.serial ?? '',
  uuid: ({ node }) => node?.uuid ?? '',
  host: ({ node }) => node?.host ?? '',
  template: ({ node }) => node?.template ?? '',
  orchestrator: ({ node }) => node?.orchestrator ?? '',
  address: ({ node }) => node?.address ?? '',
  boot: ({ node }) => String(node?.boot ?? ''),
  stage: ({ node }) => node?.stage ?? '',
  run: ({ node, run }) => run?.name ?? node?.run ?? '',
  state: ({ run }) => run?.state ?? '',
  ready: ({ run }) => String(run?.ready ?? ''),
  failed: ({ run }) => String(run?.failed ?? ''),
  nodes: ({ run }) => String(run?.nodes ?? ''),
  cause: ({ failure }) => failure?.cause ?? '',
  fix: ({ failure }) => failure?.fix ?? '',
} as const satisfies Record<string, (notice: LinkedNotice) => string>;

const isKnown = (name: string): name is keyof typeof VALUES => Object.hasOwn(VALUES, name);

export const PLACEHOLDERS: readonly string[] = Object.keys(VALUES);

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Inside the quotes of a JSON string. */
export const inJsonString = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Replaces each placeholder once: what comes in its place is not read again. */
export const filled = (template: string, notice: LinkedNotice, escape: (text: string) => string): string =>
  template.replaceAll(PLACEHOLDER, (whole, name: string) => {
    const known = name.trim();
    return isKnown(known) ? escape(VALUES[known](notice)) : whole;
  });

/** What is wrong with the text of a body; null: nothing. */
export function templateMistake(template: string, contentType: string): string | null {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim());
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined) return `there is no {{${unknown}}}; known are ${PLACEHOLDERS.join(', ')}`;
  if (contentType !== 'application/json') return null;
  // Words where only a string could hold them: a placeholder outside of quotes does not pass.
  const probe = template.replaceAll(PLACEHOLDER, 'a b');
  try {
    JSON.parse(probe);
    return null;
  } catch {
    return 'this is not JSON: put quotes around placeholders, as in "text": "{{text}}"';
  }
}
