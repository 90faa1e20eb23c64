import { z } from 'zod';
import { moment, stageName } from './boot.ts';

/**
 * Checked by hand: a long recording has a hundred thousand of them, and a page waits for it.
 */
const isSteps = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length % 2 === 0 &&
  value.every((each: unknown) => typeof each === 'number' && Number.isSafeInteger(each) && each >= 0);

const steps = z
  .custom<number[]>(isSteps, 'must be pairs of whole numbers that are not negative')
  .meta({ type: 'array', items: { type: 'integer', minimum: 0 } });

/** A serial port's output over time. Times are milliseconds since the boot began. */
const portReplay = z
  .object({
    port: z.int().min(0).max(1),
    /** The first offset that these steps describe. */
    start: z.int().min(0),
    end: z.int().min(0),
    /** Ranges that are missing between start and end. */
    gaps: z.array(z.object({ from: z.int(), to: z.int(), reason: z.string() })),
    /** The size of the terminal that the guest took the port for. */
    columns: z.int().min(1),
    rows: z.int().min(1),
    /** Whether the times of its bytes were recorded. If `none`, it is played at the speed of a serial line. */
    timing: z.enum(['recorded', 'in part', 'none']),
    /**
     * Pairs: milliseconds since the previous pair (the first: since the boot began), and how many of the kept bytes came
     * then.
     */
    steps,
  })
  .meta({ id: 'PortReplay' });
export type PortReplay = z.infer<typeof portReplay>;

/** A picture of the display. It shows what was there until the next one. */
const screenPicture = z
  .object({
    /** Milliseconds since the boot began. */
    at: z.int().min(0),
    /** Its name at `/nodes/{node}/boots/{boot}/pictures/{picture}`; a picture that came again has the same. */
    picture: z.string(),
    /** The stage that had just begun; null for a picture between stages. */
    stage: stageName.nullable(),
  })
  .meta({ id: 'ScreenPicture' });
export type ScreenPicture = z.infer<typeof screenPicture>;

/** What is needed to play a boot again, apart from the bytes and pictures themselves. */
export const replay = z
  .object({
    boot: z.int().min(1),
    startedAt: moment,
    endedAt: moment.nullable(),
    /** Whether more can come. */
    live: z.boolean(),
    /** Milliseconds since the boot began, now or when the last of it was recorded. */
    duration: z.int().min(0),
    /** Where its stages begin. */
    chapters: z.array(z.object({ stage: stageName, at: z.int().min(0) })),
    ports: z.array(portReplay),
    pictures: z.array(screenPicture),
    /** Bytes that its recording takes: logs, times and pictures. */
    bytes: z.int().min(0),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof replay>;
export type Chapter = Replay['chapters'][number];

export const PICTURE_NAME = /^[0-9a-f]{32}\.png$/;
