import { type Alias, Document, isAlias, isCollection, isMap, isNode, isScalar, LineCounter } from 'yaml';
import { parseDocument, visit, type Node } from 'yaml';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import {
  TEMPLATE_FILE_BYTES,
  templateRequest,
  type TemplateDefinition,
  type TemplateRequest,
} from '../../../lib/contract/template.ts';

interface Finding {
  /** Offset in the text; null when it has no place of its own. */
  readonly at: number | null;
  readonly field: string;
  readonly message: string;
}

/** A template as a file; reading it again gives the same template. */
export function templateFile(definition: TemplateDefinition, version: number): string {
  const document = new Document(definition);
  document.commentBefore = ` Template of the Virtual Edge Node Console: ${definition.name}, version ${version}.\n Import: ven template import FILE`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Reads a template from YAML, or from JSON, which is YAML too. Every error names its line and field. */
export function parseTemplateFile(text: string): TemplateRequest {
  const bytes = Buffer.byteLength(text);
  if (bytes > TEMPLATE_FILE_BYTES) {
    throw new ConsoleError('too-large', `The file has ${Math.ceil(bytes / 1024)} KiB.`, {
      fix: `A template has at most ${TEMPLATE_FILE_BYTES / 1024} KiB; import each from a file of its own.`,
    });
  }
  const lines = new LineCounter();
  const document = parsedDocument(text, lines);
  const faults = syntaxFindings(document);
  if (faults.length > 0) throw notATemplate(faults, lines);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const parsed = templateRequest.safeParse(value);
  if (parsed.success) return parsed.data;
  const findings = parsed.error.issues.flatMap((issue): Finding[] => {
    if (issue.code !== 'unrecognized_keys') {
      const isMissing = issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined;
      return [findingAt(document, issue.path, isMissing ? 'is missing' : issue.message)];
    }
    return issue.keys.map((key) =>
      findingAt(document, [...issue.path, key], 'is not a property of templates'),
    );
  });
  throw notATemplate(findings, lines);
}

function parsedDocument(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, schema: 'core', version: '1.2' });
  } catch (cause) {
    // Nested more deeply than the parser can follow.
    throw new ConsoleError('invalid', `The file cannot be read as YAML: ${messageOf(cause)}.`, {
      fix: 'Begin with: ven template export NAME',
      cause,
    });
  }
}

/** What YAML allows, but a template has no use for, is refused as well: aliases can multiply a small file without bounds. */
function syntaxFindings(document: Document.Parsed): Finding[] {
  const findings = [...document.errors, ...document.warnings].map(({ pos: [at], message }): Finding => ({
    at,
    field: '',
    message,
  }));
  if (findings.length > 0) return findings;
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    const at = startOf(node);
    if (isAlias(node)) findings.push({ at, field: '', message: `the alias *${node.source} is not allowed` });
    else if (anchorOf(node) !== undefined)
      findings.push({ at, field: '', message: `the anchor &${anchorOf(node)} is not allowed` });
    if (node.tag !== undefined)
      findings.push({ at, field: '', message: `the tag ${node.tag} is not allowed` });
  });
  return findings;
}

const anchorOf = (node: Node): string | undefined =>
  isScalar(node) || isCollection(node) ? node.anchor : undefined;

const startOf = (node: Node | Alias): number | null => node.range?.[0] ?? null;

/** At the value, at the key if there is no such value, or else at what should contain it. */
function findingAt(document: Document.Parsed, path: readonly PropertyKey[], message: string): Finding {
  let node: unknown = document.contents;
  let at = isNode(node) ? startOf(node) : null;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      if (isScalar(pair.key)) at = startOf(pair.key) ?? at;
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.items[Number(part)];
      if (isNode(node)) at = startOf(node) ?? at;
    } else break;
  }
  return { at, field: path.map(String).join('.'), message };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (within, part) =>
      typeof within === 'object' && within !== null
        ? new Map(Object.entries(within)).get(String(part))
        : undefined,
    value,
  );
}

function notATemplate(findings: readonly Finding[], lines: LineCounter): ConsoleError {
  const errors = findings.map(({ at, field, message }) => {
    const line = at === null ? '' : `line ${lines.linePos(at).line}: `;
    return { field, message: `${line}${field === '' ? '' : `${field}: `}${message}` };
  });
  return new ConsoleError(
    'invalid',
    `The file is not a template: ${errors.map((each) => each.message).join('; ')}.`,
    {
      fix: 'Correct what is named; docs/templates.md lists the properties of a template.',
      errors,
    },
  );
}
