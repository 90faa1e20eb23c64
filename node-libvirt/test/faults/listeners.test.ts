import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';

leaveNothingBehind();

let daemon: PrivateDaemon;
beforeAll(async () => {
  daemon = await PrivateDaemon.start();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
});

// The late reply has the number of a callback that will never be freed, and a daemon registers an event only
// once per connection and object.
test('a registration that is aborted can be made again', async () => {
  await using connection = await Connection.open(daemon.uri());
  const stop = new AbortController();
  // Learns what the daemon can do, so that the next call is the registration itself.
  await (await connection.domainEventRegister('reboot', () => undefined)).close();
  daemon.signal('SIGSTOP');
  const aborted = failure(
    connection.domainEventRegister('lifecycle', () => undefined, { signal: stop.signal }),
  );
  setImmediate(() => stop.abort());
  expect((await aborted).kind).toBe('aborted');
  daemon.signal('SIGCONT');
  const registration = await connection.domainEventRegister('lifecycle', () => undefined);
  await registration.close();
});
