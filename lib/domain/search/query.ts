import { ConsoleError } from '../../contract/error.ts';
import { STAGES, type Stage } from '../stages.ts';

/** Shorter ones are in nearly every part of a log. */
const SHORTEST_TERM = 3;
const MOST_TERMS = 12;

/** What a search asks for. A line is a hit if it contains all terms and none of the excluded texts, in any case. */
export interface SearchQuery {
  readonly terms: readonly string[];
  readonly excluded: readonly string[];
  /** Names, serials, UUIDs or ids; `*` stands for any characters. Any of them. */
  readonly nodes: readonly string[];
  /** Names or ids, with `*`. */
  readonly runs: readonly string[];
  readonly hosts: readonly string[];
  readonly stages: readonly Stage[];
  readonly ports: readonly number[];
  /** Milliseconds since 1970. */
  readonly since: number | null;
  readonly until: number | null;
}

interface Token {
  readonly excluded: boolean;
  readonly key: string | null;
  readonly value: string;
}

const KEYS = ['node', 'run', 'host', 'stage', 'port', 'since', 'until'] as const;
type Key = (typeof KEYS)[number];
const keyOf = (text: string): Key | undefined => KEYS.find((key) => key === text.toLowerCase());

/** In words that the page and `ven search --help` share. */
export const SEARCH_SYNTAX: readonly (readonly [example: string, meaning: string])[] = [
  ['PXE-E18', 'lines that contain this text, in upper or lower case, also as a part of a word'],
  ['link down', 'both, anywhere in the line'],
  ['"link is down"', 'exactly this text; also for text that looks like a filter'],
  ['panic -test', 'the first, but not the second'],
  ['node:edge-1  node:edge-*', 'only of this node, or of these: name, serial, UUID or id'],
  ['run:lab  host:local', 'only of this run; only of nodes on this host'],
  ['stage:ipxe  port:1', 'only printed in this stage; only on this serial port'],
  ['since:7d  until:2026-01-31', 'only printed then: minutes (m), hours (h), days (d), weeks (w), or a date'],
];

function invalid(message: string, fix: string): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field: 'q', message }] });
}

/** Reads what a person typed. Throws `invalid`, which says what to change. */
export function parseSearch(text: string, now: number): SearchQuery {
  const tokens = tokensOf(text);
  const words = (excluded: boolean) => [
    ...new Set(
      tokens
        .filter((token) => token.key === null && token.excluded === excluded)
        .map(({ value }) => value.toLowerCase()),
    ),
  ];
  const valuesOf = (key: Key) => tokens.filter((token) => token.key === key).map(({ value }) => value);
  const query: SearchQuery = {
    terms: words(false),
    excluded: words(true),
    nodes: valuesOf('node'),
    runs: valuesOf('run'),
    hosts: valuesOf('host'),
    stages: valuesOf('stage').map(stageOf),
    ports: valuesOf('port').map(portOf),
    since: latest(valuesOf('since').map((value) => momentOf('since', value, now, 0))),
    until: earliest(valuesOf('until').map((value) => momentOf('until', value, now, DAY_MS - 1))),
  };
  check(query, tokens);
  return query;
}

function check({ terms, excluded, since, until }: SearchQuery, tokens: readonly Token[]): void {
  const filter = tokens.find((token) => token.excluded && token.key !== null);
  if (filter !== undefined)
    throw invalid(
      `-${filter.key}: excludes a filter; only text can be excluded.`,
      `Leave it out, or put it in quotes to exclude this text: -"${filter.key}:${filter.value}".`,
    );
  if (!terms.some((term) => term.length >= SHORTEST_TERM))
    throw invalid(
      terms.length === 0
        ? 'There is no text to look for.'
        : `"${terms[0]}" is too short: at least one text needs ${SHORTEST_TERM} characters.`,
      `Give a part of the line with at least ${SHORTEST_TERM} characters, such as PXE-E18.`,
    );
  if (terms.length + excluded.length > MOST_TERMS)
    throw invalid(
      `${terms.length + excluded.length} texts are too many.`,
      `Give at most ${MOST_TERMS}, or put those that follow each other in quotes.`,
    );
  if (since !== null && until !== null && since > until)
    throw invalid('since: is later than until:.', 'Exchange them, or leave one out.');
}

/** Words, "texts in quotes" and key:value, each perhaps after a minus; two are text, as in --verbose. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const form = /(-(?!-)|)(?:([a-z]+):)?("(?:[^"\\]|\\.)*"?|[^\s"]\S*)/giy;
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    form.lastIndex = at;
    const found = form.exec(text);
    // A key, or a minus, with nothing behind it.
    const whole = found?.[0] ?? /^\S+/.exec(text.slice(at))?.[0] ?? '';
    at += whole.length;
    tokens.push(found === null ? { excluded: false, key: null, value: whole } : tokenOf(found, whole));
  }
  return tokens.filter(({ value }) => value !== '');
}

function tokenOf([, minus = '', name = '', value = '']: RegExpExecArray, whole: string): Token {
  const excluded = minus === '-';
  const key = keyOf(name) ?? null;
  // "error: x", "http://x" and the like are text.
  if (key === null && name !== '') {
    const plain = whole.slice(minus.length);
    return { excluded, key, value: value.startsWith('"') ? `${name}:${unquoted(value)}` : plain };
  }
  return { excluded, key, value: unquoted(value) };
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  const end = value.length > 1 && value.endsWith('"') ? -1 : undefined;
  return value.slice(1, end).replaceAll(/\\(.)/g, '$1');
}

function stageOf(value: string): Stage {
  const stage = STAGES.find((each) => each === value.toLowerCase());
  if (stage !== undefined) return stage;
  throw invalid(`stage:${value} is no stage.`, `Choose one of ${STAGES.join(', ')}.`);
}

function portOf(value: string): number {
  const port = /^(?:ttyS)?([0-3])$/i.exec(value)?.[1];
  if (port !== undefined) return Number(port);
  throw invalid(`port:${value} is no serial port.`, 'Use port:0 for ttyS0 or port:1 for ttyS1.');
}

const DAY_MS = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

/** So long ago, or a date. A date without a time counts as a whole day: `dayEnd` is added to it. */
function momentOf(key: Key, value: string, now: number, dayEnd: number): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdw])$/i.exec(value) ?? [];
  const unitMs = UNIT_MS[unit.toLowerCase()];
  if (unitMs !== undefined) return now - Number(count) * unitMs;
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(at)) return value.length === 10 ? at + dayEnd : at;
  throw invalid(
    `${key}:${value} is no time.`,
    `Use ${key}:7d, ${key}:24h, ${key}:30m, or a date such as ${key}:2026-01-31.`,
  );
}

const latest = (moments: readonly number[]): number | null =>
  moments.length === 0 ? null : Math.max(...moments);
const earliest = (moments: readonly number[]): number | null =>
  moments.length === 0 ? null : Math.min(...moments);
