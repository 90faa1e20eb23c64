import { onTestFinished, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SERIAL_WINDOW } from '../../lib/contract/live.ts';
import { consoleClient } from '../../server/testing/console-client.ts';
import { TcpProxy } from '../../server/testing/tcp-proxy.ts';
import { startConsole } from '../../server/testing/test-server.ts';
import type { ConsoleSocket } from './console-socket.ts';
import type { SerialOptions, SerialSink } from './serial-options.ts';
import { SerialSession } from './serial-session.ts';

/** What a terminal would have shown. */
class Screen implements SerialSink {
  readonly notes: string[] = [];
  text = '';
  received = 0;
  /** Takes the bytes that have come; null when they are taken at once. */
  held: (() => void)[] | null = null;

  begin({ boot, resumed }: { boot: number; resumed: boolean }): void {
    this.notes.push(`${resumed ? 'resume' : 'begin'} ${boot}`);
  }
  bytes(bytes: Uint8Array, offset: number): Promise<void> {
    if (offset !== this.received && this.received > 0 && offset !== 0) this.notes.push(`jump to ${offset}`);
    this.received = offset + bytes.length;
    this.text += Buffer.from(bytes).toString();
    const { held } = this;
    return held === null ? Promise.resolve() : new Promise((take) => held.push(take));
  }
  gap(from: number, to: number, reason: string): void {
    this.notes.push(`gap ${from}-${to} ${reason}`);
    this.received = to;
  }
  end(boot: number): void {
    this.notes.push(`end ${boot}`);
  }
}

async function prepared({ role = 'operator' }: { role?: 'viewer' | 'operator' } = {}) {
  const server = await startConsole();
  const node = await server.addRunning('one');
  const guest = {
    port: server.port(node),
    print: (output: string) => server.print(node, output),
    powerOff: () => server.act(node, 'stop'),
    powerOn: () => server.act(node, 'start'),
  };
  const proxy = await TcpProxy.to(server.url);
  onTestFinished(() => proxy.close());
  const client = consoleClient(proxy.url, await server.as(role));
  const { headers } = client;
  const createSocket = (url: string, protocols: string[]): ConsoleSocket =>
    new WebSocket(url, protocols, { headers });
  const open = (screen: Screen, options: Partial<SerialOptions> = {}): SerialSession => {
    const session = new SerialSession({
      ...{ client, createSocket, node: 'one', port: 0, mode: 'write', follow: true, sink: screen },
      ...options,
    });
    onTestFinished(() => session.dispose());
    return session;
  };
  return { server, proxy, guest, open };
}

const stateOf = (session: SerialSession) => () => session.snapshot().state;

describe('after a broken connection', () => {
  it('resumes at exactly the next byte', async () => {
    const { proxy, guest, open } = await prepared();
    const screen = new Screen();
    const session = open(screen);
    await guest.print('hello');
    await expect.poll(() => screen.text).toBe('hello');
    proxy.cut();
    await guest.print(' world');
    await expect.poll(stateOf(session)).toBe('waiting');
    proxy.mend();
    await expect.poll(() => screen.text).toBe('hello world');
    expect(screen.notes).toEqual(['begin 1', 'resume 1']);
    expect(session.snapshot()).toMatchObject({ state: 'open', error: null });
  });

  it('loses and doubles no byte of a flood that is cut several times', async () => {
    const { proxy, guest, open } = await prepared();
    const screen = new Screen();
    open(screen);
    const parts = Array.from({ length: 40 }, (_, index) => `${index} `.repeat(20_000));
    for (const [index, part] of parts.entries()) {
      guest.port.print(part);
      if (index % 10 === 5) {
        await expect.poll(() => screen.text.length).toBeGreaterThan(index * 1000);
        proxy.cut();
        proxy.mend();
      }
    }
    await expect.poll(() => screen.text.length).toBe(parts.join('').length);
    expect(screen.text).toBe(parts.join(''));
    expect(screen.notes.filter((note) => note.startsWith('jump'))).toEqual([]);
  });

  it('shows the rest of a boot that has ended, and every boot since', async () => {
    const { proxy, guest, open } = await prepared();
    const screen = new Screen();
    const session = open(screen);
    await guest.print('one');
    await expect.poll(() => screen.text).toBe('one');
    proxy.cut();
    await expect.poll(stateOf(session)).toBe('waiting');
    await guest.print(' end ');
    await guest.powerOff();
    await guest.powerOn();
    await guest.print('two ');
    await guest.powerOff();
    await guest.powerOn();
    await guest.print('three');
    proxy.mend();
    await expect.poll(() => screen.text).toBe('one end two three');
    await guest.print(' live');
    await expect.poll(() => screen.text).toBe('one end two three live');
    expect(screen.notes).toEqual(['begin 1', 'resume 1', 'end 1', 'begin 2', 'end 2', 'begin 3']);
  });

  it('resumes with new output when the log is shorter than the bytes received', async () => {
    const { guest, open } = await prepared();
    await guest.print('restored');
    const screen = new Screen();
    const session = open(screen, { boot: 1, from: 2 * SERIAL_WINDOW });
    await expect.poll(() => session.position).toBe(8);
    await guest.print('x'.repeat(2 * SERIAL_WINDOW));
    await expect.poll(() => screen.text.length).toBe(2 * SERIAL_WINDOW);
  });
});

describe('a terminal that says how large it is', () => {
  const screen = () => ({ columns: 80, rows: 24 });
  const lines = `${'.'.repeat(62)}\r\n`.repeat(8192);

  /** A terminal that is shown snapshots. */
  class Terminal extends Screen {
    snapshot({ offset, from }: { offset: number; from: number }): Promise<void> {
      this.notes.push(`snapshot of ${from > 0 ? 'a part' : 'everything'}`);
      this.text = '';
      this.received = offset;
      return Promise.resolve();
    }
  }

  it('begins a long boot with what is shown now, and goes on from there after a break at any byte', async () => {
    const { guest, proxy, open } = await prepared();
    await guest.print(`${lines}prompt`);
    const terminal = new Terminal();
    const session = open(terminal, { screen });
    await expect.poll(() => terminal.text).toBe('prompt');
    const rest = 'é🙂\r\n!';
    for (const character of rest) {
      proxy.cut();
      await expect.poll(() => session.snapshot().state).toBe('waiting');
      await guest.print(character);
      proxy.mend();
      await expect.poll(() => terminal.received).toBe(guest.port.end);
    }
    expect(terminal.notes.filter((note) => note !== 'resume 1')).toEqual(['begin 1', 'snapshot of a part']);
  });

  it('gets all of it when it asks for that', async () => {
    const { guest, open } = await prepared();
    await guest.print(lines);
    const terminal = new Terminal();
    const session = open(terminal, { screen });
    await expect.poll(() => terminal.received).toBe(lines.length);
    terminal.text = '';
    session.showAll();
    await expect.poll(() => terminal.text === lines).toBe(true);
    expect(terminal.notes).toEqual(['begin 1', 'snapshot of a part', 'begin 1']);
  });
});

describe('a boot', () => {
  it('is followed by the next one over the same connection', async () => {
    const { guest, open } = await prepared();
    const screen = new Screen();
    const session = open(screen);
    await guest.print('one');
    await guest.powerOff();
    await expect.poll(stateOf(session)).toBe('ended');
    expect(session.input('nobody takes it')).toBe(false);
    await guest.powerOn();
    await guest.print('two');
    await expect.poll(() => screen.text).toBe('onetwo');
    expect(session.snapshot()).toMatchObject({ state: 'open', boot: 2 });
  });

  it('is the only one of a session that does not follow', async () => {
    const { server, guest, open } = await prepared();
    const screen = new Screen();
    const idle = server.core.listeners;
    const session = open(screen, { boot: 1, follow: false });
    await guest.print('one');
    await expect.poll(() => screen.text).toBe('one');
    await guest.powerOff();
    await guest.powerOn();
    await guest.print('two');
    await expect.poll(stateOf(session)).toBe('ended');
    // To whether the port takes input, for as long as the socket is open.
    await expect.poll(() => server.core.listeners).toBe(idle + 1);
    expect([screen.text, server.sockets().serial]).toEqual(['one', 1]);
  });

  it('reports its gaps', async () => {
    const { guest, open } = await prepared();
    guest.port.lose(100);
    await guest.print('abc');
    const screen = new Screen();
    open(screen);
    await expect.poll(() => screen.text).toBe('abc');
    expect(screen.notes).toEqual([
      'begin 1',
      "gap 0-100 the domain's own log file was rotated before these bytes could be read from it",
    ]);
  });
});

it('is sent one window ahead of what was taken, and all of it in the end', async () => {
  const { guest, open } = await prepared();
  const total = 3 * SERIAL_WINDOW;
  await guest.print('x'.repeat(total));
  const screen = new Screen();
  screen.held = [];
  const session = open(screen);
  await expect.poll(() => screen.received).toBe(SERIAL_WINDOW);
  session.input('a');
  await expect.poll(() => guest.port.typed).toBe('a');
  expect(screen.received).toBe(SERIAL_WINDOW);
  const { held } = screen;
  screen.held = null;
  for (const take of held) take();
  await expect.poll(() => screen.received).toBe(total);
});

describe('input', () => {
  it('arrives in order, in messages that do not cut a character in two', async () => {
    const { guest, server, open } = await prepared();
    const session = open(new Screen());
    await expect.poll(stateOf(session)).toBe('open');
    const text = `a${'🙂'.repeat(20_000)}`;
    expect(session.input(text)).toBe(true);
    await expect.poll(() => guest.port.typed).toBe(text);
    expect(await session.finish()).toBe(true);
    await expect.poll(() => server.sockets().serial).toBe(0);
  });

  it('is refused by the session when it only reads, until its mode is changed', async () => {
    const { open, guest } = await prepared();
    const screen = new Screen();
    const session = open(screen, { mode: 'read' });
    await guest.print('login: ');
    await expect.poll(() => screen.text).toBe('login: ');
    expect(session.input('a')).toBe(false);
    session.setMode('write');
    await expect.poll(stateOf(session)).toBe('open');
    expect(session.input('b')).toBe(true);
    await expect.poll(() => guest.port.typed).toBe('b');
    expect(screen.text).toBe('login: ');
  });
});

describe('a refusal', () => {
  it('of the ticket ends the session', async () => {
    const { open } = await prepared({ role: 'viewer' });
    const session = open(new Screen());
    await expect.poll(stateOf(session)).toBe('failed');
    expect(session.snapshot().error).toMatchObject({ code: 'forbidden' });
  });

  it('of the login ends the session: its token was revoked', async () => {
    const { server, open, guest } = await prepared();
    const screen = new Screen();
    const session = open(screen);
    await guest.print('hello');
    await expect.poll(() => screen.text).toBe('hello');
    const admin = consoleClient(server.url, await server.as('admin'));
    for (const { id, role } of await admin.tokens.list())
      if (role === 'operator') await admin.tokens.revoke(id);
    await expect.poll(stateOf(session)).toBe('failed');
    expect(session.snapshot().error).toMatchObject({ code: 'unauthenticated' });
  });

  it('of a boot that does not exist is reported', async () => {
    const { open } = await prepared();
    const session = open(new Screen(), { boot: 7 });
    await expect.poll(() => session.snapshot().error).toMatchObject({ code: 'not-found' });
  });
});

it('ends a session with a server of another version', async () => {
  const { open } = await prepared();
  const listeners: ((event: { data: unknown; code: number; reason: string }) => void)[] = [];
  let closed = false;
  const socket: ConsoleSocket = {
    binaryType: '',
    readyState: 1,
    send: () => undefined,
    close: () => (closed = true),
    addEventListener: (type: string, listener: (typeof listeners)[number]) => {
      if (type === 'message') listeners.push(listener);
    },
  };
  const session = open(new Screen(), { createSocket: () => socket });
  await expect.poll(() => listeners).toHaveLength(1);
  listeners[0]?.({ data: '{"type":"nosuch"}', code: 0, reason: '' });
  expect(closed).toBe(true);
  expect(session.snapshot()).toMatchObject({ state: 'failed', error: { code: 'server-unreachable' } });
});
