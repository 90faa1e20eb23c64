import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Explanation, ExplainRequest } from '../../../lib/contract/rules.ts';
import { explain, type PortText } from '../../../lib/domain/rules/explain.ts';
import type { Core } from '../api.ts';
import { bootKindOf, subjectOf } from '../boots/boot-policy.ts';
import type { Context } from '../context.ts';

/** Of a recording, per port; more than any boot has printed. */
const BYTES_MAX = 16 * 1024 * 1024;
const CHUNK = 64 * 1024;

interface ExplanationParts {
  readonly context: Pick<Context, 'rules' | 'orchestrators'>;
  readonly nodes: Pick<Core['nodes'], 'detail'>;
  readonly consoles: Pick<Core['consoles'], 'open'>;
}

/** Stages and cause of a text, or of what a node printed in a boot. */
export async function explained(parts: ExplanationParts, request: ExplainRequest): Promise<Explanation> {
  const { text, node, port, from, source } = request;
  const { rules } = parts.context;
  const known = node === undefined ? null : await knownOf(parts, node);
  const kind = request.for ?? known?.kind ?? 'onboarding';
  const { osProfile = known?.osProfile ?? null, release = known?.release ?? null } = request;
  const subject = { osProfile, release };
  const set = await (source === undefined ? rules.set(kind, subject) : rules.setWith(source, kind, subject));
  const texts =
    text === undefined ? await recorded(parts, request) : [{ port: port ?? 0, bytes: Buffer.from(text) }];
  const found = explain(texts, { rules: set, kind, ...(from === undefined ? {} : { from }) });
  return { ...found, stages: [...found.stages], suspects: [...found.suspects] };
}

async function knownOf({ context, nodes }: ExplanationParts, node: string) {
  const { orchestrator, settings } = await nodes.detail(node);
  return { kind: bootKindOf(context, orchestrator), ...subjectOf(context, orchestrator, settings.osProfile) };
}

async function recorded({ consoles }: ExplanationParts, request: ExplainRequest): Promise<PortText[]> {
  const { node = '', boot, port } = request;
  const texts: PortText[] = [];
  for (const each of port === undefined ? [0, 1] : [port]) {
    const { log } = await consoles.open(node, each, boot);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < BYTES_MAX;) {
      const chunk = await log.read(at, CHUNK);
      if (chunk === null) break;
      // Missing bytes keep their place, so that offsets are those of the log.
      if (chunk.kind === 'gap') chunks.push(new Uint8Array(Math.min(chunk.to, BYTES_MAX) - at));
      else chunks.push(chunk.bytes);
      at = chunk.kind === 'gap' ? chunk.to : chunk.offset + chunk.bytes.length;
    }
    texts.push({ port: each, bytes: Buffer.concat(chunks) });
  }
  if (texts.some(({ bytes }) => bytes.length > 0)) return texts;
  throw new ConsoleError('not-found', `Nothing is recorded of what ${node} printed in that boot.`, {
    fix: 'Name another boot, or start the node.',
  });
}
