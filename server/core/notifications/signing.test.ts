import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { newSigningSecret, signedHeaders } from './signing.ts';

test('signs as the example of the specification', () => {
  const message = {
    ...{ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1_614_265_330 },
    body: '{"test": 2432232314}',
  };
  expect(signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('signs as OpenSSL does, with a secret of its own each time', () => {
  const secret = newSigningSecret();
  expect(newSigningSecret()).not.toBe(secret);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  expect(key).toHaveLength(32);
  const message = { id: 'msg_1', seconds: 1, body: '{"text":"ä €"}' };
  const { stdout } = spawnSync(
    'openssl',
    ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key.toString('hex')}`, '-binary'],
    { input: `${message.id}.${message.seconds}.${message.body}` },
  );
  expect(signedHeaders(secret, message)['webhook-signature']).toBe(`v1,${stdout.toString('base64')}`);
});
