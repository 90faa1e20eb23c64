import { describe, expect, it } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { failureOf } from '../testing/failures.ts';
import { uncaughtDuring } from '../testing/uncaught.ts';
import { EventStream } from './event-stream.ts';

const reason = (kind: 'lost' | 'closed') => new LibvirtError({ kind, code: ErrorCode.RPC, message: kind });

function attached(limit?: number) {
  const stream = new EventStream<string>(limit);
  let closings = 0;
  stream.attach({
    close: () => {
      closings++;
      return Promise.resolve();
    },
  });
  return { stream, closings: () => closings };
}

async function rest(stream: EventStream<string>): Promise<string[]> {
  const all = [];
  for await (const event of stream) all.push(event);
  return all;
}

describe('an event stream', () => {
  it('delivers events that arrived before and after they were requested, in order', async () => {
    const { stream } = attached();
    stream.event('a');
    stream.event('b');
    expect(await stream.next()).toEqual({ value: 'a', done: false });
    expect(await stream.next()).toEqual({ value: 'b', done: false });
    const waiting = [stream.next(), stream.next()];
    stream.event('c');
    stream.event('d');
    expect(await Promise.all(waiting)).toEqual([
      { value: 'c', done: false },
      { value: 'd', done: false },
    ]);
  });

  it('ends for all waiting readers when the connection is closed locally; earlier events are delivered', async () => {
    const { stream } = attached();
    stream.event('a');
    stream.ended(reason('closed'));
    expect(await rest(stream)).toEqual(['a']);
    const other = attached().stream;
    const waiting = [other.next(), other.next()];
    other.ended(reason('closed'));
    for (const result of await Promise.all(waiting)) expect(result.done).toBe(true);
  });

  it('throws when the connection is lost, after what came before, and is done afterwards', async () => {
    const { stream } = attached();
    stream.event('a');
    const lost = reason('lost');
    stream.ended(lost);
    expect(await stream.next()).toEqual({ value: 'a', done: false });
    expect(await failureOf(stream.next())).toBe(lost);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('throws to a waiting reader when the connection is lost', async () => {
    const { stream } = attached();
    const waiting = failureOf(stream.next());
    stream.ended(reason('lost'));
    expect((await waiting).kind).toBe('lost');
  });

  it('frees the callback when a loop over it is left, and drops what is not read', async () => {
    const { stream, closings } = attached();
    for (const event of ['a', 'b', 'c']) stream.event(event);
    for await (const event of stream) {
      expect(event).toBe('a');
      break;
    }
    expect(closings()).toBe(1);
    stream.event('late');
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('ends a waiting reader when it is closed', async () => {
    const { stream, closings } = attached();
    const waiting = stream.next();
    await stream.close();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(closings()).toBe(1);
  });

  it('fails for a reader that lags too far behind, after the buffered events, and frees the callback', async () => {
    const { stream, closings } = attached(2);
    for (const event of ['a', 'b', 'c', 'd']) stream.event(event);
    expect(closings()).toBe(1);
    expect(await stream.next()).toEqual({ value: 'a', done: false });
    expect(await stream.next()).toEqual({ value: 'b', done: false });
    const error = await failureOf(stream.next());
    expect(error).toMatchObject({ kind: 'overflow', code: ErrorCode.OVERFLOW });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('keeps exactly as many events as its limit', async () => {
    const { stream, closings } = attached(3);
    for (const event of ['a', 'b', 'c']) stream.event(event);
    expect(closings()).toBe(0);
    stream.ended(reason('closed'));
    expect(await rest(stream)).toEqual(['a', 'b', 'c']);
  });

  it('that overflows does not crash the process when the daemon refuses to free its callback', async () => {
    const stream = new EventStream<string>(1);
    const refusal = new LibvirtError({ kind: 'libvirt', code: ErrorCode.INTERNAL_ERROR, message: 'no' });
    stream.attach({ close: () => Promise.reject(refusal) });
    const uncaught = await uncaughtDuring(() => {
      stream.event('a');
      stream.event('b');
    });
    expect(uncaught).toEqual([]);
  });
});
