import type { BootComparison, ComparedBoot } from '../../../lib/contract/boot-comparison.ts';
import type { Boot } from '../../../lib/contract/boot.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { stageDurations } from '../../../lib/domain/boot-comparison/stage-durations.ts';
import { STAGES } from '../../../lib/domain/stages.ts';
import type { BootAddress, Core } from '../api.ts';
import { alignLines } from './align-lines.ts';
import { stageLines } from './log-lines.ts';

const PORTS = [0, 1] as const;
/** Shorter ones are words of the output, too. */
const SHORTEST_NAME = 4;

interface Sources {
  readonly nodes: Pick<Core['nodes'], 'detail'>;
  readonly consoles: Pick<Core['consoles'], 'open'>;
}

interface Side {
  readonly node: NodeDetail;
  readonly boot: Boot;
}

/** Two boots beside each other. Throws `not-found`. */
export async function compareBoots(
  sources: Sources,
  base: BootAddress,
  other: BootAddress,
): Promise<BootComparison> {
  const sides = await Promise.all([sideOf(sources, base), sideOf(sources, other)]);
  const [one, two] = sides;
  return {
    base: described(one),
    other: described(two),
    stages: stageDurations(one.boot.stages, two.boot.stages),
    ports: await Promise.all(PORTS.map((port) => comparePort(sources, port, sides))),
  };
}

async function sideOf({ nodes }: Sources, { node: name, boot: number }: BootAddress): Promise<Side> {
  const node = await nodes.detail(name);
  const boots = node.boots.toSorted((one, two) => one.number - two.number);
  const boot = number === undefined ? boots.at(-1) : boots.find((one) => one.number === number);
  if (boot !== undefined) return { node, boot };
  if (boots.length === 0)
    throw new ConsoleError('not-found', `${node.name} was never powered on.`, { fix: 'Start it first.' });
  const numbers = boots.map((one) => one.number).join(', ');
  throw new ConsoleError('not-found', `${node.name} has no boot ${number}.`, {
    fix: `Its boots: ${numbers}.`,
  });
}

const described = ({ node, boot }: Side): ComparedBoot => ({
  node: { id: node.id, name: node.name },
  boot: boot.number,
  startedAt: boot.startedAt,
  endedAt: boot.endedAt,
  stage: boot.stages.at(-1)?.stage ?? null,
  cause: boot.failure?.cause ?? null,
  template: node.template,
  host: node.host,
  orchestrator: node.orchestrator,
});

async function comparePort(
  { consoles }: Sources,
  port: number,
  sides: readonly [Side, Side],
): Promise<BootComparison['ports'][number]> {
  const linesOf = async ({ node, boot }: Side) => {
    const { log } = await consoles.open(node.id, port, boot.number);
    return stageLines(log, { port, stages: boot.stages, names: namesOf(node) });
  };
  const [base, other] = await Promise.all([linesOf(sides[0]), linesOf(sides[1])]);
  const stages = STAGES.flatMap((stage) => {
    const [one = [], two = []] = [base.lines.get(stage), other.lines.get(stage)];
    return one.length + two.length === 0 ? [] : [{ stage, ...alignLines(one, two) }];
  });
  return { port, stages, cut: base.cut || other.cut };
}

/** The longest first: one may be part of another. */
const namesOf = ({ name, serial, uuid }: NodeDetail): string[] =>
  [name, serial, uuid]
    .filter((text) => text.length >= SHORTEST_NAME)
    .toSorted((one, other) => other.length - one.length);
