import { SimulatorError } from '../error.ts';
import type { Resource } from './json.ts';

type Condition = (resource: Resource) => boolean;

export interface Filter {
  /** Whether a resource matches the filter. */
  readonly matches: Condition;
  /** The fields that the filter uses. */
  readonly paths: readonly string[];
}

type Token = { kind: 'word' | 'string' | 'operator'; text: string };

const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<operator><=|>=|!=|[=<>():,-])|(?<word>[\w.*/+@]+(?:-[\w.*/+@]+)*))/y;
const MAX_DEPTH = 32;

/**
 * Parses a filter in the orchestrator's language, AIP-160 with its pitfalls: OR binds more tightly than AND, and `=` on text
 * is a case-insensitive substring match.
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokenize(text));
  const matches = parser.all();
  return { matches, paths: parser.paths };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) throw invalid(`unexpected character at position ${at}`);
    const { string, operator, word } = groups;
    if (string !== undefined) tokens.push({ kind: 'string', text: unquote(string) });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
  }
  return tokens;
}

function unquote(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}

function invalid(reason: string): SimulatorError {
  return new SimulatorError('InvalidArgument', `failed to parse filter: ${reason}`);
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;
  readonly paths: string[] = [];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  all(): Condition {
    const filter = this.#and();
    const left = this.#tokens[this.#position];
    if (left !== undefined) throw invalid(`unexpected ${JSON.stringify(left.text)}`);
    return filter;
  }

  #and(): Condition {
    const parts = [this.#or()];
    while (this.#takeWord('AND')) parts.push(this.#or());
    return (resource) => parts.every((part) => part(resource));
  }

  #or(): Condition {
    const parts = [this.#term()];
    while (this.#takeWord('OR')) parts.push(this.#term());
    return (resource) => parts.some((part) => part(resource));
  }

  #term(): Condition {
    if (this.#takeWord('NOT') || this.#takeOperator('-')) {
      const negated = this.#simple();
      return (resource) => !negated(resource);
    }
    return this.#simple();
  }

  #simple(): Condition {
    if (!this.#takeOperator('(')) return this.#restriction();
    if (++this.#depth > MAX_DEPTH) throw invalid('too deeply nested');
    const inner = this.#and();
    this.#depth--;
    this.#expect(')');
    return inner;
  }

  #restriction(): Condition {
    const left = this.#next();
    if (left.kind !== 'word') throw invalid(`expected a field, not ${JSON.stringify(left.text)}`);
    if (this.#takeOperator('(')) return this.#call(left.text);
    const operator = this.#next();
    if (operator.kind !== 'operator') throw invalid(`expected an operator after ${left.text}`);
    if (operator.text === ':') throw new SimulatorError('Unimplemented', 'operator : not implemented');
    this.paths.push(left.text);
    return compare(left.text, operator.text, this.#next());
  }

  #call(name: string): Condition {
    const path = this.#next();
    this.#expect(')');
    if (name !== 'has') throw invalid(`unknown function ${name}`);
    this.paths.push(path.text);
    return (resource) => {
      const value = valueAt(resource, path.text);
      return Array.isArray(value) ? value.length > 0 : typeof value === 'object' && value !== null;
    };
  }

  #next(): Token {
    const token = this.#tokens[this.#position++];
    if (token === undefined) throw invalid('unexpected end');
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'word' || token.text !== word) return false;
    this.#position++;
    return true;
  }

  #takeOperator(operator: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'operator' || token.text !== operator) return false;
    this.#position++;
    return true;
  }

  #expect(operator: string): void {
    if (!this.#takeOperator(operator)) throw invalid(`expected ${operator}`);
  }
}

function compare(path: string, operator: string, right: Token): Condition {
  const { text } = right;
  if (right.kind === 'word' && text === 'null' && (operator === '=' || operator === '!=')) {
    return (resource) => (valueAt(resource, path) === null) === (operator === '=');
  }
  const isText = right.kind === 'string' || !/^(?:true|false|-?\d+)$/.test(text);
  switch (operator) {
    case '=': {
      const matches = isText ? contains(text) : (value: unknown) => plainText(value) === text;
      return (resource) => matches(valueAt(resource, path));
    }
    case '!=':
      return (resource) => plainText(valueAt(resource, path)) !== text;
    case '<':
      return (resource) => order(valueAt(resource, path), text) < 0;
    case '<=':
      return (resource) => order(valueAt(resource, path), text) <= 0;
    case '>':
      return (resource) => order(valueAt(resource, path), text) > 0;
    case '>=':
      return (resource) => order(valueAt(resource, path), text) >= 0;
    default:
      throw invalid(`unexpected ${JSON.stringify(operator)}`);
  }
}

const ENUM = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Case-insensitive substring match with `*` as a wildcard; enumeration values have to match exactly. */
function contains(wanted: string): (value: unknown) => boolean {
  const parts = wanted.toLowerCase().split('*');
  return (value) => {
    const text = plainText(value);
    if (wanted === '') return text === '';
    if (ENUM.test(wanted) && ENUM.test(text)) return text === wanted;
    const lower = text.toLowerCase();
    let from = 0;
    for (const part of parts) {
      const at = lower.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return true;
  };
}

/** A field as text: empty if it is not set or not a plain value. */
function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function order(a: unknown, b: unknown): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  const [left, right] = [plainText(a), plainText(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** A field by its path, spelt as in the API or as in the inventory (`serial_number`). */
export function valueAt(resource: Resource, path: string): unknown {
  let value: unknown = resource;
  for (const step of path.split('.')) {
    const name = step.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (typeof value !== 'object' || value === null) return null;
    if (!Object.hasOwn(value, name)) throw new SimulatorError('InvalidArgument', `invalid field ${path}`);
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}
