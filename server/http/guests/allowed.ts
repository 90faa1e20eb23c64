import type { z } from 'zod';
import { bootTimes } from '../../../lib/contract/boot-times.ts';
import { nodeList, runList } from '../../../lib/contract/lists.ts';
import { ticket, ticketRequest } from '../../../lib/contract/live.ts';
import { nodeDetail } from '../../../lib/contract/node.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { replay } from '../../../lib/contract/replay.ts';
import { readAsked, serialTails, serialTailsQuery } from '../../../lib/contract/serial-tail.ts';
import { run } from '../../../lib/contract/run.ts';
import {
  guestBootTimes,
  guestDetail,
  guestNode,
  guestRun,
  guestTails,
} from '../../../lib/domain/share/guest-view.ts';
import {
  type Shared,
  showsBoot,
  showsConsoles,
  showsNode,
  showsRun,
} from '../../../lib/domain/share/scope.ts';

/** What a guest asks for, and all nodes that the link shows. */
export interface Asked {
  readonly shared: Shared;
  readonly nodes: readonly Node[];
  /** From the path. */
  readonly params: Readonly<Record<string, string>>;
  /** The body, as JSON; undefined without one. */
  readonly body: unknown;
  readonly query: URLSearchParams;
}

interface AllowedRoute {
  readonly method: 'GET' | 'POST';
  /** Below /api/v1. */
  readonly path: string;
  /** Whether the link shows what this is about. */
  readonly shows: (asked: Asked) => boolean;
  /** The answer as guests get it; without it, the bytes as they are. */
  readonly answer?: (body: unknown, asked: Asked) => unknown;
}

/** Answers are read by their contract, so that nothing is passed on that nobody has thought of. */
const answer =
  <T>(schema: z.ZodType<T>, view: (body: T, asked: Asked) => unknown) =>
  (body: unknown, asked: Asked): unknown =>
    view(schema.parse(body), asked);

/** Ids only: a guest must not find out by names or serial numbers what there is. */
const isShown = ({ nodes, params: { node } }: Asked): boolean => nodes.some(({ id }) => id === node);

const ofBoot = (asked: Asked): boolean =>
  isShown(asked) && showsBoot(asked.shared, asked.params.node ?? '', Number(asked.params.boot));

/** A replay is drawn from bytes and pictures, so for a recording they are what is shown. */
const ofRecording = (asked: Asked): boolean => ofBoot(asked) && asked.shared.scope.kind === 'recording';

function ofConsole({ shared, nodes, body }: Asked): boolean {
  const wanted = ticketRequest.safeParse(body).data;
  return wanted?.mode === 'read' && showsConsoles(shared) && nodes.some(({ id }) => id === wanted.node);
}

/** The lines of the tiles of a wall, all of nodes that it shows. */
function ofTails({ shared, nodes, query }: Asked): boolean {
  const asked = serialTailsQuery.safeParse(Object.fromEntries(query)).data?.nodes.map(readAsked) ?? [];
  const ids = new Set(nodes.map(({ id }) => id));
  return asked.length > 0 && showsConsoles(shared) && asked.every(({ node }) => ids.has(node));
}

const BOOT = '/nodes/:node/boots/:boot';

/** Everything that guests reach, apart from the link itself. All else does not exist for them. */
export const ALLOWED: readonly AllowedRoute[] = [
  {
    method: 'GET',
    path: '/nodes',
    shows: ({ query }) => query.get('deleted') !== 'true',
    answer: answer(nodeList, ({ nodes }, { shared }) => ({
      nodes: nodes.filter((node) => showsNode(shared, node)).map((node) => guestNode(node, shared)),
    })),
  },
  {
    method: 'GET',
    path: '/nodes/:node',
    shows: isShown,
    answer: answer(nodeDetail, (node, { shared }) => guestDetail(node, shared)),
  },
  {
    method: 'GET',
    path: '/nodes/:node/screenshot',
    shows: (asked) => isShown(asked) && showsConsoles(asked.shared),
  },
  {
    method: 'GET',
    path: '/serial-tails',
    shows: ofTails,
    answer: answer(serialTails, ({ tails }, { shared, nodes }) => ({
      tails: guestTails(tails, shared, nodes),
    })),
  },
  {
    method: 'GET',
    path: '/runs',
    shows: () => true,
    answer: answer(runList, ({ runs }, { shared }) => ({
      runs: runs.filter(({ id }) => showsRun(shared, id)).map((each) => guestRun(each, shared)),
    })),
  },
  {
    method: 'GET',
    path: '/runs/:run',
    shows: ({ shared, params }) => showsRun(shared, params.run ?? ''),
    answer: answer(run, (each, { shared }) => guestRun(each, shared)),
  },
  {
    method: 'GET',
    path: '/boot-times',
    shows: ({ query }) => [...query].every(([name, value]) => name === 'by' && value === 'template'),
    answer: answer(bootTimes, (times, { nodes }) => guestBootTimes(times, nodes)),
  },
  { method: 'GET', path: `${BOOT}/replay`, shows: ofRecording, answer: answer(replay, (body) => body) },
  { method: 'GET', path: `${BOOT}/pictures/:picture`, shows: ofRecording },
  {
    method: 'GET',
    path: `${BOOT}/log/:port`,
    shows: (asked) => ofRecording(asked) || (asked.shared.downloads && ofBoot(asked)),
  },
  { method: 'GET', path: `${BOOT}/cast/:port`, shows: (asked) => asked.shared.downloads && ofBoot(asked) },
  { method: 'GET', path: `${BOOT}/page`, shows: (asked) => asked.shared.downloads && ofBoot(asked) },
  { method: 'POST', path: '/tickets', shows: ofConsole, answer: answer(ticket, (body) => body) },
];
