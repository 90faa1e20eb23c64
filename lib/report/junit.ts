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

const secondsOf = (node: Node, now: number): string => {
  const end = Date.parse(node.readyAt ?? node.stages.at(-1)?.endedAt ?? node.deletedAt ?? '') || now;
  return (Math.max(0, end - Date.parse(node.createdAt)) / 1000).toFixed(3);
};

/** A node that was ready and is now deleted or off has passed. */
const wasReady = (node: Node): boolean => node.readyAt !== null || hasReached(node, 'ready');

function testCase(node: Node, now: number): string {
  const head = `    <testcase classname="${escape(node.template)}" name="${escape(node.name)}" time="${secondsOf(node, now)}"`;
  if (wasReady(node)) return `${head}/>\n`;
  const { failure } = node;
  const message = failure?.cause ?? `not ready: ${whereItIs(node)}`;
  const body = [failure?.fix, failure?.evidence?.line].filter((line) => line !== undefined && line !== '');
  const type = failure?.class ?? node.stage;
  return (
    `${head}>\n      <failure type="${escape(type)}" message="${escape(message)}">` +
    `${escape(body.join(' | '))}</failure>\n    </testcase>\n`
  );
}

/** For CI systems: one test case per node, passed if it became ready. */
export function junit(run: string, nodes: readonly Node[], now = Date.now()): string {
  const failures = nodes.filter((node) => !wasReady(node)).length;
  const counts = `tests="${nodes.length}" failures="${failures}" errors="0"`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n` +
    `  <testsuite name="ven run ${escape(run)}" ${counts}>\n` +
    `${nodes.map((node) => testCase(node, now)).join('')}  </testsuite>\n</testsuites>\n`
  );
}
