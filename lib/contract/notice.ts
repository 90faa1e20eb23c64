import { z } from 'zod';
import { FAILURE_CLASSES } from '../domain/stages.ts';
import { moment, stageName } from './boot.ts';
import { run } from './run.ts';

/** What people and programs can have themselves told. */
export const NOTICE_TYPES = ['node.ready', 'node.failed', 'node.stalled', 'run.done', 'search.hit'] as const;

export const noticeType = z.enum(NOTICE_TYPES);

const noticeNode = z.object({
  id: z.string(),
  name: z.string(),
  serial: z.string(),
  uuid: z.string(),
  host: z.string(),
  template: z.string(),
  orchestrator: z.string().nullable(),
  run: z.string(),
  /** Null: it failed before it was ever powered on. */
  boot: z.int().nullable(),
  /** The last one that it reached. */
  stage: stageName,
  address: z.string().nullable(),
});

const noticeRun = run
  .pick({ id: true, name: true, state: true, ready: true, failed: true, causes: true })
  .extend({ nodes: z.int() });

/** Something that happened, which is told once: to webhooks, and to the browsers that are open. */
export const notice = z
  .object({
    /** The same for the same event, however often the console comes across it. */
    id: z.string(),
    type: noticeType,
    at: moment,
    /** A few words: "edge-1 failed". */
    title: z.string(),
    /** A sentence or two. */
    text: z.string(),
    /** The path of the page about it. */
    path: z.string(),
    /** Null for a run, and for a line that a saved search looks for. */
    node: noticeNode.nullable(),
    /** Null for anything but a run. */
    run: noticeRun.nullable(),
    failure: z.object({ class: z.enum(FAILURE_CLASSES), cause: z.string(), fix: z.string() }).nullable(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof notice>;
