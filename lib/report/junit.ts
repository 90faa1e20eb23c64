import type { Node } from '../contract/node.ts';
import { printableLines } from '../domain/printable.ts';
import { hasReached, whereItIs } from './progress.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};
/** Makes visible what XML 1.0 cannot represent, and what a terminal that shows the report would interpret. */
const escape = (text: string): string =>
  printableLines(text)
    .replaceAll(/[\ufffe\uffff]/g, '\uFFFD')
    .replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);

const secondsOf = (node: Node, now: number): number => {
  const end = Date.parse(node.readyAt ?? node.stages.at(-1)?.endedAt ?? node.deletedAt ?? '') || now;
  return Math.max(0, end - Date.parse(node.createdAt)) / 1000;
};

/** A node that was ready and is now deleted or off has passed. */
const wasReady = (node: Node): boolean => node.readyAt !== null || hasReached(node, 'ready');

export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure: { readonly type: string; readonly message: string; readonly text: string } | null;
}

/** Everything in it may come from a guest. */
export function junitSuite(name: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n` +
    `  <testsuite name="${escape(name)}" ${counts}>\n` +
    `${cases.map(testCase).join('')}  </testsuite>\n</testsuites>\n`
  );
}

function testCase({ className, name, seconds, failure }: JunitCase): string {
  const head = `    <testcase classname="${escape(className)}" name="${escape(name)}" time="${seconds.toFixed(3)}"`;
  if (failure === null) return `${head}/>\n`;
  return (
    `${head}>\n      <failure type="${escape(failure.type)}" message="${escape(failure.message)}">` +
    `${escape(failure.text)}</failure>\n    </testcase>\n`
  );
}

function caseOf(node: Node, now: number): JunitCase {
  const about = { className: node.template, name: node.name, seconds: secondsOf(node, now) };
  if (wasReady(node)) return { ...about, failure: null };
  const { failure } = node;
  const message = failure?.cause ?? `not ready: ${whereItIs(node)}`;
  const body = [failure?.fix, failure?.evidence?.line].filter((line) => line !== undefined && line !== '');
  return { ...about, failure: { type: failure?.class ?? node.stage, message, text: body.join(' | ') } };
}

/** For CI systems: one test case per node, passed if it became ready. */
export const junit = (run: string, nodes: readonly Node[], now = Date.now()): string =>
  junitSuite(
    `ven run ${run}`,
    nodes.map((node) => caseOf(node, now)),
  );
