import type { Node } from '../contract/node.ts';
import type { Run } from '../contract/run.ts';
import { counted, duration } from '../domain/format.ts';
import { printableLines } from '../domain/printable.ts';
import { stageSpans } from '../domain/stage-spans.ts';
import { stageTitle } from '../domain/stages.ts';
import { runSummary, stageTimes, UPSTREAM_CODES, type RunSummary } from './run-summary.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: string): string =>
  printableLines(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const STYLE = `@page{size:A4;margin:14mm}
:root{color-scheme:light dark;--paper:#fff;--line:#8884;--bar:#2563eb;--good:#15803d;--bad:#b91c1c;--muted:#6b7280}
body{font:13px/1.45 system-ui,sans-serif;max-width:182mm;margin:24px auto;padding:0 12px}
h1{font-size:20px;margin:0}h2{font-size:14px;margin:18px 0 6px}
p{margin:4px 0}.muted{color:var(--muted)}.good{color:var(--good)}.bad{color:var(--bad)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:3px 8px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.b{width:40%}td.n,td.w,th.n{white-space:nowrap}
.line{position:relative;display:block;height:12px}.line i{position:absolute;top:0;height:12px;min-width:1px;border-radius:2px;background:var(--bar);border-right:1px solid var(--paper);box-sizing:border-box;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.line i.good{background:var(--good)}.line i.bad{background:var(--bad)}.line i.wait{background:none;border:1px dashed var(--muted)}
.bar{display:block;height:9px;background:var(--bar);border-radius:2px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scroll{overflow-x:auto}
@media (prefers-color-scheme:dark){:root{--paper:#111;--bar:#60a5fa;--good:#4ade80;--bad:#f87171;--muted:#9ca3af}body{background:#111;color:#eee}}
@media print{:root{color-scheme:light;--paper:#fff;--bar:#2563eb;--good:#15803d;--bad:#b91c1c;--muted:#555}body{margin:0;padding:0;background:#fff;color:#000;font-size:11px}.scroll{overflow:visible}tr{break-inside:avoid}}`;

const bar = (part: number, whole: number): string =>
  `<span class="bar" style="width:${whole === 0 ? 0 : ((100 * part) / whole).toFixed(1)}%"></span>`;

const table = (head: string, rows: readonly string[]): string =>
  `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;

function funnel({ funnel: steps }: RunSummary, whole: number): string {
  const rows = steps.map(
    ({ title, nodes }) =>
      `<tr><td>${title}</td><td class="n">${nodes} of ${whole}</td><td class="b">${bar(nodes, whole)}</td></tr>`,
  );
  return table('<th>Came to</th><th class="n">Nodes</th><th></th>', rows);
}

function stages({ stages: times }: RunSummary): string {
  const most = Math.max(0, ...times.map(({ median }) => median));
  const rows = times.map(
    ({ stage, nodes, median, longest, longestAt }) =>
      `<tr><td>${stageTitle(stage)}</td><td class="n">${nodes}</td><td class="n">${duration(median)}</td>` +
      `<td class="n">${duration(longest)}</td><td class="w">${text(longestAt)}</td><td class="b">${bar(median, most)}</td></tr>`,
  );
  const head =
    '<th>Stage</th><th class="n">Nodes</th><th class="n">Median</th><th class="n">Longest</th><th>at</th><th></th>';
  return table(head, rows);
}

function nodeRow(node: Node): string {
  const { failure, readyAt, createdAt } = node;
  const total = readyAt === null ? null : Date.parse(readyAt) - Date.parse(createdAt);
  const outcome =
    readyAt === null
      ? `<span class="${failure === null ? 'muted' : 'bad'}">${stageTitle(node.stage)}</span>`
      : '<span class="good">Ready</span>';
  const longest = [...stageTimes(node)].toSorted(([, one], [, other]) => other - one)[0];
  const why =
    failure === null
      ? longest === undefined
        ? ''
        : `longest: ${longest[0] === 'defined' ? 'before power-on' : stageTitle(longest[0])}, ${duration(longest[1])}`
      : `${text(failure.cause)} <span class="muted">(${failure.class}; upstream’s exit codes ${UPSTREAM_CODES[failure.class]})</span>`;
  return (
    `<tr><td class="w">${text(node.name)}</td><td class="w">${text(node.serial)}</td><td class="w">${text(node.host)}</td><td>${outcome}</td>` +
    `<td class="n">${total === null ? '–' : duration(total)}</td><td>${why}</td></tr>`
  );
}

/** `2026-11-28 09:06:04 UTC` */
const clock = (moment: string): string => `${moment.slice(0, 19).replace('T', ' ')} UTC`;

/** When each node was in which stage, since the run began. */
function timeline(run: Run, nodes: readonly Node[]): string {
  const zero = Date.parse(run.createdAt);
  const all = nodes.map((node) => ({ node, spans: stageSpans(node.stages, node.readyAt) }));
  const ends = all.flatMap(({ spans }) => spans.map((span) => Date.parse(span.endedAt ?? span.startedAt)));
  const whole = Math.max(1, ...ends.map((end) => end - zero));
  const rows = all.map(({ node, spans }) => {
    const bars = spans.map(({ stage, startedAt, endedAt, outcome }) => {
      const from = Date.parse(startedAt) - zero;
      const took = endedAt === null ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
      const look = stage === 'defined' ? 'wait' : (LOOKS[outcome] ?? (node.readyAt === null ? '' : 'good'));
      const place = `left:${((100 * from) / whole).toFixed(2)}%;width:${((100 * took) / whole).toFixed(2)}%`;
      return `<i class="${look}" style="${place}" title="${stageTitle(stage)}, ${duration(took)}"></i>`;
    });
    return `<tr><td class="w">${text(node.name)}</td><td style="width:85%"><span class="line">${bars.join('')}</span></td></tr>`;
  });
  return table(`<th>Node</th><th>${duration(whole)} since the run began</th>`, rows);
}

const LOOKS: Readonly<Partial<Record<Node['stages'][number]['outcome'], string>>> = {
  failed: 'bad',
  'timed-out': 'bad',
};

/** A run on one page: opens offline, without scripts, and prints on A4. */
export function runHtml(run: Run, nodes: readonly Node[]): string {
  const summary = runSummary(nodes);
  const { slowest, criticalPath } = summary;
  const notes = [
    ...(slowest === null
      ? []
      : [`Slowest stage: ${stageTitle(slowest.stage)}, ${duration(slowest.median)} (median).`]),
    ...(criticalPath === null || criticalPath.stages.length === 0
      ? []
      : [
          `Critical path: ${criticalPath.node}, ready last: ${criticalPath.stages.map(({ stage, took }) => `${stageTitle(stage)} ${duration(took)}`).join(' → ')}.`,
        ]),
  ];
  const head =
    '<th>Node</th><th>Serial</th><th>Host</th><th>Outcome</th><th class="n">To ready</th><th>Why, or where the time went</th>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(run.name)}</title><style>${STYLE}</style></head><body>
<h1>${text(run.name)}</h1>
<p>${run.state}: ${run.ready} of ${counted(nodes.length, 'node')} ready, ${run.failed} failed</p>
<p class="muted">Template ${text(run.template)}, orchestrator ${text(run.orchestrator ?? 'none')}; created ${clock(run.createdAt)} by ${text(run.createdBy)}${run.endedAt === null ? '' : `, ended ${clock(run.endedAt)}`}</p>
${notes.map((note) => `<p>${text(note)}</p>`).join('\n')}
<h2>How far the nodes came</h2>
${funnel(summary, nodes.length)}
<h2>Timeline</h2>
${timeline(run, nodes)}
<h2>Stages</h2>
${stages(summary)}
<h2>Nodes</h2>
${table(head, nodes.map(nodeRow))}
</body></html>
`;
}
