import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EventHub } from './api/event-hub.ts';
import { LibvirtError } from './error.ts';
import { connectionProcedures } from './protocol/connection.ts';
import { domainProcedures, qemuProcedures, snapshotProcedures } from './protocol/domain.ts';
import { eventMessages } from './protocol/event-messages.ts';
import { networkProcedures } from './protocol/network.ts';
import type { Procedure } from './protocol/procedure.ts';
import { poolProcedures, volumeProcedures } from './protocol/storage.ts';
import { remoteError } from './protocol/types.ts';
import { RpcClient } from './rpc/client.ts';
import type { StreamDirection } from './rpc/stream.ts';
import { LibvirtStream } from './rpc/stream.ts';
import { decode, encode, frame, hex } from './testing/bytes.ts';
import { mutate } from './testing/mutate.ts';
import { pingPacket, remoteHeader, status, type } from './testing/peer.ts';
import type { Random } from './testing/random.ts';
import { chosenSeed, seeded } from './testing/random.ts';
import { bytesOf } from './testing/shape.ts';
import { uncaughtDuring } from './testing/uncaught.ts';
import { turn } from './testing/waiting.ts';

/** FUZZ_SEED repeats a run; it stands in the name of each test that uses it. */
const seed = chosenSeed();
const mutationsOfValues = 60_000;
const mutationsOfPackets = 50_000;
const memoryBound = 256 * 1024 * 1024;

const callable: Procedure<unknown, unknown>[] = [
  connectionProcedures,
  domainProcedures,
  snapshotProcedures,
  qemuProcedures,
  networkProcedures,
  poolProcedures,
  volumeProcedures,
].flatMap((table): Procedure<unknown, unknown>[] => Object.values(table));
const events: Procedure<unknown, unknown>[] = Object.values(eventMessages);
const codecs = [
  ...[...callable, ...events].flatMap(({ name, args, result }) => [
    { name: `the arguments of ${name}`, codec: args },
    { name: `the result of ${name}`, codec: result },
  ]),
  { name: 'the error', codec: remoteError },
].filter(({ codec }) => codec.shape !== '{}');

/** How many things a decoded value holds: each has to have been paid for with at least a byte. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 0);
}

describe('every layout of the tables', () => {
  it(`reads what its spelling says, to the last byte, and writes it back (FUZZ_SEED=${String(seed)})`, () => {
    const random = seeded(seed);
    for (const { name, codec } of codecs) {
      for (let round = 0; round < 20; round++) {
        const bytes = bytesOf(codec.shape, random);
        expect(encode<unknown>(codec, decode<unknown>(codec, bytes)).equals(bytes), name).toBe(true);
      }
    }
  });

  it(`survives ${String(mutationsOfValues)} mutations (FUZZ_SEED=${String(seed)})`, () => {
    const random = seeded(seed);
    const before = process.memoryUsage().rss;
    let [read, refused] = [0, 0];
    for (let round = 0; round < mutationsOfValues; round++) {
      const { name, codec } = random.pick(codecs);
      const bytes = mutate(bytesOf(codec.shape, random), random);
      try {
        const value = decode<unknown>(codec, bytes);
        // A UUID's 16 bytes read as 36 characters.
        if (sizeOf(value) > 3 * bytes.length) throw new Error(`${name}: more was read than was given`);
        read++;
      } catch (error) {
        const isExpected =
          error instanceof LibvirtError ? error.kind === 'protocol' : String(error).includes('bytes left');
        if (!isExpected)
          throw new Error(`${name}, round ${String(round)}: ${bytes.toString('hex')}`, { cause: error });
        refused++;
      }
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(memoryBound);
    // Both ways out are taken often, or the mutations would prove little.
    expect(read).toBeGreaterThan(mutationsOfValues / 20);
    expect(refused).toBeGreaterThan(mutationsOfValues / 5);
  }, 120_000);
});

/** Counts what was started and what has come to its end. */
class Ledger {
  started = 0;
  settled = 0;
  readonly surprises: unknown[] = [];

  promise(promise: Promise<unknown>): void {
    this.started++;
    promise.then(
      () => this.settled++,
      (error: unknown) => {
        this.settled++;
        this.#check(error);
      },
    );
  }

  /** Counts from when it is handed out; an error may come before. */
  stream(stream: LibvirtStream, handedOut: Promise<unknown>): void {
    stream.on('error', (error) => {
      this.#check(error);
    });
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    this.promise(
      handedOut.then(() => {
        stream.resume();
        return closed;
      }),
    );
  }

  #check(error: unknown): void {
    if (!(error instanceof LibvirtError)) this.surprises.push(error);
  }
}

/** A client with calls, streams and events under way, and the honest packets that would serve them. */
class Target {
  readonly packets: Buffer[] = [pingPacket()];
  readonly transport = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  readonly client: RpcClient;
  readonly #ledger: Ledger;
  readonly #random: Random;
  #serial = 0;

  constructor(ledger: Ledger, random: Random) {
    this.#ledger = ledger;
    this.#random = random;
    const hub = new EventHub();
    this.client = new RpcClient(this.transport, {
      event: (packet) => {
        hub.deliver(packet);
      },
      closed: (reason) => {
        hub.end(reason);
      },
    });
    for (let left = 3; left > 0; left--) this.#call(random.pick(callable));
    for (const direction of ['read', 'both', 'write'] as const)
      this.#stream(direction, random.below(2) === 0);
    for (let left = 3; left > 0; left--) this.#event(hub, random.pick(events));
  }

  #call(procedure: Procedure<unknown, unknown>): void {
    const { args, number, program, result } = procedure;
    const { client } = this;
    this.#ledger.promise(client.call(procedure, decode(args, bytesOf(args.shape, this.#random))));
    const header = { ...remoteHeader(number, type.reply, ++this.#serial, status.ok), program: program.id };
    this.packets.push(
      frame(header, bytesOf(result.shape, this.#random)),
      frame({ ...header, status: status.error }, bytesOf(remoteError.shape, this.#random)),
    );
  }

  #stream(direction: StreamDirection, sparse: boolean): void {
    const procedure = { ...domainProcedures.DOMAIN_LOOKUP_BY_ID, name: 'A_STREAM' };
    const { client } = this;
    const serial = ++this.#serial;
    const address = { program: procedure.program, procedure: procedure.number, serial };
    const settings = { direction, sparse, call: procedure.name, release: () => undefined };
    const stream = new LibvirtStream(client, address, settings);
    this.#ledger.stream(
      stream,
      client.openStream(procedure, { id: 1 }, {}, () => stream),
    );
    const header = remoteHeader(procedure.number, type.stream, serial, status.continue);
    const { number, result } = procedure;
    this.packets.push(
      frame(remoteHeader(number, type.reply, serial, status.ok), bytesOf(result.shape, this.#random)),
      frame(header, Buffer.from('some data')),
      frame({ ...header, type: type.hole }, hex('00000000 00010000 00000000')),
      frame(header),
      frame({ ...header, status: status.ok }),
      frame({ ...header, status: status.error }, bytesOf(remoteError.shape, this.#random)),
    );
  }

  #event(hub: EventHub, message: Procedure<unknown, unknown>): void {
    const registration = hub.register(
      {
        message,
        scope: '',
        register: () => Promise.resolve({ callbackID: this.#random.below(2) }),
        deregister: () => Promise.resolve(),
        translate: (value) => value,
      },
      { event: () => undefined, ended: () => undefined },
      {},
    );
    this.#ledger.promise(registration);
    const header = remoteHeader(message.number, type.message, 0, status.ok);
    this.packets.push(frame(header, bytesOf(message.args.shape, this.#random)));
  }

  /** Some packets, most of them mutated, cut anywhere. Returns how many mutated ones were begun to be read. */
  attack(): number {
    const random = this.#random;
    let count = 0;
    let rest = Buffer.alloc(0);
    const send = (size: number) => {
      this.transport.push(rest.subarray(0, size));
      rest = rest.subarray(size);
    };
    for (let left = 12; left > 0 && !this.transport.destroyed; left--) {
      const packet = random.pick(this.packets);
      const isHonest = random.below(8) === 0;
      rest = Buffer.concat([rest, isHonest ? packet : mutate(packet, random)]);
      if (!isHonest) count++;
      while (random.below(3) > 0 && rest.length > 0) send(1 + random.below(rest.length));
    }
    if (!this.transport.destroyed && rest.length > 0) send(rest.length);
    return count;
  }

  /** The connection comes to its end, one way or another. */
  end(): void {
    // Behind a paused transport an end is seen as little as data are; only its own failure is.
    if (this.#random.below(2) === 0 && !this.transport.isPaused()) this.transport.push(null);
    else this.transport.destroy();
  }
}

describe('a client', () => {
  const name = `survives ${String(mutationsOfPackets)} mutated packets, and everything under way comes to its end`;

  it(`${name} (FUZZ_SEED=${String(seed)})`, async () => {
    const random = seeded(seed);
    const ledger = new Ledger();
    const before = process.memoryUsage().rss;
    let done = 0;
    const uncaught = await uncaughtDuring(async () => {
      while (done < mutationsOfPackets) {
        const targets = Array.from({ length: 50 }, () => new Target(ledger, random));
        await turn();
        for (const target of targets) done += target.attack();
        await turn();
        for (const target of targets) target.end();
        for (let left = 50; left > 0 && ledger.settled < ledger.started; left--) await turn();
        expect(ledger.settled, `after ${String(done)} mutations`).toBe(ledger.started);
        expect(targets.every(({ client }) => client.ended && client.outstanding === 0)).toBe(true);
        expect(process.memoryUsage().rss - before).toBeLessThan(memoryBound);
      }
    });
    expect(uncaught).toEqual([]);
    expect(ledger.surprises).toEqual([]);
    expect(done).toBeGreaterThanOrEqual(mutationsOfPackets);
  }, 120_000);
});
