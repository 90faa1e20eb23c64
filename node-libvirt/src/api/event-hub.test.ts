import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LibvirtError } from '../error.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import type { Packet } from '../rpc/packet.ts';
import { encode, hex } from '../testing/bytes.ts';
import { failureOf } from '../testing/failures.ts';
import { uncaughtDuring } from '../testing/uncaught.ts';
import { turn } from '../testing/waiting.ts';
import type { EventSink, EventSource } from './event-hub.ts';
import { EventHub } from './event-hub.ts';

const { DOMAIN_EVENT_CALLBACK_DEVICE_ADDED: added, DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED: failed } =
  eventMessages;
const dom = { name: 'v', uuid: '00112233-4455-6677-8899-aabbccddeeff', id: 1 };
const lost = new LibvirtError({ kind: 'lost', code: 39, message: 'gone' });

function packet(procedure: number, payload: Buffer): Packet {
  return { program: 0x2000_8086, version: 1, procedure, type: 2, serial: 0, status: 0, payload };
}

/** "The device `devAlias` was added", for the callback with this number. */
function event(callbackID: number, devAlias: string, message: typeof added = added): Packet {
  return packet(message.number, encode(message.args, { callbackID, dom, devAlias }));
}

class Sink implements EventSink<string> {
  readonly events: string[] = [];
  readonly reasons: LibvirtError[] = [];
  event(one: string): void {
    this.events.push(one);
  }
  ended(reason: LibvirtError): void {
    this.reasons.push(reason);
  }
}

/** A daemon that answers the registration when the test triggers it; each source has a separate object. */
function source(message = added) {
  const deregistered: number[] = [];
  let resolve: (reply: { callbackID: number }) => void = () => undefined;
  let refused: (reason: Error) => void = () => undefined;
  const waiting = new Promise<{ callbackID: number }>((fulfil, reject) => {
    resolve = fulfil;
    refused = reject;
  });
  const events: EventSource<{ devAlias: string }, string> = {
    message,
    scope: randomUUID(),
    register: () => waiting,
    deregister: (callbackID) => Promise.resolve(deregistered.push(callbackID)),
    translate: ({ devAlias }) => devAlias,
  };
  const registered = (callbackID: number) => {
    resolve({ callbackID });
  };
  return { events, registered, refused, deregistered };
}

/** A listener registered under this number. */
async function listen(hub: EventHub, callbackID: number, message = added) {
  const sink = new Sink();
  const { events, registered, deregistered } = source(message);
  registered(callbackID);
  const registration = await hub.register(events, sink, {});
  return { sink, registration, deregistered };
}

describe('an event', () => {
  it('reaches the listener of its callback and no other', async () => {
    const hub = new EventHub();
    const first = await listen(hub, 1);
    const second = await listen(hub, 2);
    hub.deliver(event(1, 'a'));
    hub.deliver(event(2, 'b'));
    hub.deliver(event(1, 'c'));
    expect(first.sink.events).toEqual(['a', 'c']);
    expect(second.sink.events).toEqual(['b']);
    expect(hub.size).toBe(2);
  });

  it('of another kind with the same number is another callback', async () => {
    const hub = new EventHub();
    const first = await listen(hub, 1, added);
    const second = await listen(hub, 1, failed);
    hub.deliver(event(1, 'x', failed));
    expect(first.sink.events).toEqual([]);
    expect(second.sink.events).toEqual(['x']);
  });

  it('without a listener is dropped', async () => {
    const hub = new EventHub();
    const { sink } = await listen(hub, 1);
    hub.deliver(event(7, 'stray'));
    hub.deliver(packet(added.number, Buffer.alloc(0)));
    hub.deliver(packet(9999, hex('00000001')));
    expect(sink.events).toEqual([]);
    expect((await listen(hub, 7)).sink.events).toEqual([]);
  });

  it('that overtakes the reply to its registration is delivered, in order', async () => {
    const hub = new EventHub();
    const sink = new Sink();
    const { events, registered } = source();
    const registering = hub.register(events, sink, {});
    hub.deliver(event(5, 'a'));
    hub.deliver(event(6, 'not ours'));
    hub.deliver(event(5, 'b'));
    expect(sink.events).toEqual([]);
    registered(5);
    await registering;
    hub.deliver(event(5, 'c'));
    expect(sink.events).toEqual(['a', 'b', 'c']);
  });

  it('that overtakes the later of two registrations is held for it while the earlier one completes', async () => {
    const hub = new EventHub();
    const [first, second] = [new Sink(), new Sink()];
    const [early, late] = [source(), source()];
    const registerings = [hub.register(early.events, first, {}), hub.register(late.events, second, {})];
    hub.deliver(event(2, 'for the late one'));
    early.registered(1);
    await registerings[0];
    late.registered(2);
    await registerings[1];
    expect(first.events).toEqual([]);
    expect(second.events).toEqual(['for the late one']);
  });

  it('held for a registration that fails is not kept for the next one', async () => {
    const hub = new EventHub();
    const { events, refused } = source();
    const registering = failureOf(hub.register(events, new Sink(), {}));
    hub.deliver(event(5, 'old'));
    refused(lost);
    expect(await registering).toBe(lost);
    expect((await listen(hub, 5)).sink.events).toEqual([]);
    expect(hub.size).toBe(1);
  });
});

describe('closing a registration', () => {
  it('frees the callback at the daemon, once, and delivers nothing more', async () => {
    const hub = new EventHub();
    const { sink, registration, deregistered } = await listen(hub, 3);
    const closing = registration.close();
    hub.deliver(event(3, 'late'));
    await closing;
    await registration.close();
    expect(deregistered).toEqual([3]);
    expect(sink.events).toEqual([]);
    expect(hub.size).toBe(0);
  });

  it('of a closed connection makes no call', async () => {
    const hub = new EventHub();
    const { registration, deregistered } = await listen(hub, 3);
    hub.end(lost);
    await registration.close();
    expect(deregistered).toEqual([]);
  });

  it.each(['lost', 'closed'] as const)('succeeds when the connection is %s meanwhile', async (kind) => {
    const hub = new EventHub();
    const { events, registered } = source();
    registered(1);
    const deregister = () => Promise.reject(new LibvirtError({ kind, code: 39, message: 'gone' }));
    const registration = await hub.register({ ...events, deregister }, new Sink(), {});
    await expect(registration.close()).resolves.toBeUndefined();
  });

  it('fails when the daemon refuses', async () => {
    const hub = new EventHub();
    const { events, registered } = source();
    registered(1);
    const refusal = new LibvirtError({ kind: 'libvirt', code: 1, message: 'no' });
    const registration = await hub.register(
      { ...events, deregister: () => Promise.reject(refusal) },
      new Sink(),
      {},
    );
    expect(await failureOf(registration.close())).toBe(refusal);
    expect(hub.size).toBe(0);
  });
});

describe('listeners of the same event and object', () => {
  /** A daemon that numbers callbacks from 1, and takes only one for the event at a time. */
  function oneAtATime() {
    const log: string[] = [];
    let [count, isRegistered] = [0, false];
    const events: EventSource<{ devAlias: string }, string> = {
      message: added,
      scope: '',
      register: () => {
        if (isRegistered) return Promise.reject(new Error('the daemon takes only one'));
        isRegistered = true;
        log.push(`register ${String(++count)}`);
        return Promise.resolve({ callbackID: count });
      },
      deregister: (callbackID) => {
        isRegistered = false;
        return Promise.resolve(log.push(`free ${String(callbackID)}`));
      },
      translate: ({ devAlias }) => devAlias,
    };
    return { events, log };
  }

  it('share one callback: the first registers it, the last frees it', async () => {
    const hub = new EventHub();
    const { events, log } = oneAtATime();
    const sinks = [new Sink(), new Sink()] as const;
    const both = await Promise.all(sinks.map((sink) => hub.register(events, sink, {})));
    expect(hub.size).toBe(1);
    hub.deliver(event(1, 'a'));
    await both[0]?.close();
    await both[0]?.close();
    hub.deliver(event(1, 'b'));
    expect(log).toEqual(['register 1']);
    await both[1]?.close();
    expect(log).toEqual(['register 1', 'free 1']);
    expect(sinks.map(({ events: seen }) => seen)).toEqual([['a'], ['a', 'b']]);
    expect(hub.size).toBe(0);
  });

  it('register again after the last one was removed, even while its callback is being freed', async () => {
    const hub = new EventHub();
    const { events, log } = oneAtATime();
    const first = await hub.register(events, new Sink(), {});
    const sink = new Sink();
    const [second] = await Promise.all([hub.register(events, sink, {}), first.close()]);
    hub.deliver(event(1, 'to the old one, if it is still there'));
    const leaving = second.close();
    const third = await hub.register(events, sink, {});
    await leaving;
    hub.deliver(event(log.length > 2 ? 2 : 1, 'seen'));
    expect(sink.events.at(-1)).toBe('seen');
    await third.close();
    expect(log.filter((line) => line.startsWith('register'))).toHaveLength(
      log.filter((line) => line.startsWith('free')).length,
    );
    expect(hub.size).toBe(0);
  });

  it('of which one stops waiting leave the callback to the others, and free it after the last one', async () => {
    const hub = new EventHub();
    const { events, log } = oneAtATime();
    const given = failureOf(hub.register(events, new Sink(), { signal: AbortSignal.abort() }));
    const sink = new Sink();
    const staying = await hub.register(events, sink, {});
    expect((await given).kind).toBe('aborted');
    await turn();
    hub.deliver(event(log.filter((line) => line.startsWith('register')).length, 'a'));
    expect(sink.events).toEqual(['a']);
    await staying.close();
    expect(hub.size).toBe(0);
  });
});

describe('the end of the connection', () => {
  it('is reported to every listener once, and all are removed', async () => {
    const hub = new EventHub();
    const listeners = [await listen(hub, 1), await listen(hub, 2)];
    hub.end(lost);
    hub.deliver(event(1, 'late'));
    for (const { sink } of listeners) {
      expect(sink.reasons).toEqual([lost]);
      expect(sink.events).toEqual([]);
    }
    expect(hub.size).toBe(0);
  });

  it('during a registration rejects it', async () => {
    const hub = new EventHub();
    const { events, registered } = source();
    const registering = failureOf(hub.register(events, new Sink(), {}));
    hub.end(lost);
    registered(1);
    expect(await registering).toBe(lost);
    expect(hub.size).toBe(0);
  });
});

describe('a listener that throws', () => {
  it('is reported to the process and affects neither the hub nor other listeners', async () => {
    const hub = new EventHub();
    const other = await listen(hub, 2);
    const { events, registered } = source();
    registered(1);
    const sink = new Sink();
    sink.event = () => {
      throw new Error('a bug of the caller');
    };
    await hub.register(events, sink, {});
    const uncaught = await uncaughtDuring(() => {
      hub.deliver(event(1, 'a'));
      hub.deliver(event(2, 'b'));
    });
    expect(uncaught).toEqual([new Error('a bug of the caller')]);
    expect(other.sink.events).toEqual(['b']);
  });
});

describe('a malformed event', () => {
  it("is the daemon's fault, which ends the connection and nothing else", async () => {
    const hub = new EventHub();
    await listen(hub, 1);
    const uncaught = await uncaughtDuring(() => {
      expect(() => {
        hub.deliver(packet(added.number, hex('00000001 ffffffff')));
      }).toThrow(expect.objectContaining({ kind: 'protocol' }));
    });
    expect(uncaught).toEqual([]);
  });
});

describe('events held during a registration', () => {
  it('are bounded in bytes, not only in number', () => {
    const hub = new EventHub();
    void hub.register(source().events, new Sink(), {});
    for (let index = 0; index < 7; index++) hub.deliver(event(7, 'x'.repeat(1 << 20)));
    expect(() => {
      for (let index = 0; index < 2; index++) hub.deliver(event(7, 'x'.repeat(1 << 20)));
    }).toThrow(expect.objectContaining({ kind: 'protocol' }));
  });
});
