import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answerTo, logInToRfb } from './rfb-login.ts';

/** Logs in to a server that sends these bytes one at a time and then disconnects. */
async function logIn(said: string, password: string | null): Promise<{ heard: string; rest: string }> {
  const { client, server } = pair();
  const heard: Buffer[] = [];
  server.on('data', (bytes: Buffer) => heard.push(bytes));
  for (const byte of Buffer.from(said, 'latin1')) server.write(Buffer.of(byte));
  server.end();
  await logInToRfb(client, password, AbortSignal.timeout(10_000));
  const rest: unknown = client.read();
  client.end();
  await once(server, 'end');
  return {
    heard: Buffer.concat(heard).toString('latin1'),
    rest: Buffer.isBuffer(rest) ? rest.toString('latin1') : '',
  };
}

function pair() {
  const [client, server] = duplexPair();
  onTestFinished(() => {
    client.destroy();
    server.destroy();
  });
  return { client, server };
}

const CHALLENGE = 'sixteen bytes...';
const OK = '\0\0\0\0';
const FAILED = '\0\0\0\x01';

describe('logging in to a VNC server', () => {
  test('without a password, leaving what comes after it in the stream', async () => {
    const { heard, rest } = await logIn(`RFB 003.008\n\x02\x02\x01${OK}ServerInit`, 'unused');
    expect(heard).toBe('RFB 003.008\n\x01');
    expect(rest).toMatch(/^S/);
  });

  test('with a password', async () => {
    const { heard } = await logIn(`RFB 003.008\n\x01\x02${CHALLENGE}${OK}`, 'secret12');
    expect(heard).toBe(`RFB 003.008\n\x02${answerTo(Buffer.from(CHALLENGE), 'secret12').toString('latin1')}`);
  });

  test('the answer is DES with mirrored key bytes, of at most eight characters', () => {
    // OpenSSL: `openssl enc -des-ecb -provider legacy -nopad -K` with the mirrored bytes of "password".
    const answer = answerTo(Buffer.alloc(16), 'password');
    expect(answer.toString('hex')).toBe('ff97502e9422f089ff97502e9422f089');
    expect(answerTo(Buffer.alloc(16), 'password and more')).toEqual(answer);
    expect(answerTo(Buffer.alloc(16), 'passwor')).not.toEqual(answer);
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.2p1', null, 'it does not speak RFB 3.8'],
    ['RFB 003.003\n\0\0\0\x01', null, 'it does not speak RFB 3.8'],
    ['RFB 003.008\n\x02\x13\x10', 'x', /another way to log in than a password \(RFB security types 19, 16\)/],
    ['RFB 003.008\n\x01\x02', null, /asks for a password that the definition of the domain does not have/],
    [`RFB 003.008\n\x01\x02${CHALLENGE}${FAILED}\0\0\0\x06Denied`, 'x', 'it refuses: Denied'],
    ['RFB 003.008\n\0\0\0\0\x08Too many', 'x', 'it refuses: Too many'],
    ['RFB 003.008\n\x01\x02sixteen', 'x', 'it hung up in the middle of the handshake'],
    ['', null, 'it hung up in the middle of the handshake'],
  ])('refused by %j', async (said, password, reason) => {
    await expect(logIn(said, password)).rejects.toThrow(reason);
  });
});
