import { afterAll, beforeAll } from 'vitest';
import { Connection } from '../../src/index.ts';

/**
 * Keeps one callback of each family registered while a file's tests come and go with theirs.
 *
 * libvirt (9.0 at least) has a race of its own: an event that is queued in the very moment in which the daemon's
 * last callback is freed keeps the queue from ever being delivered again, for any client, until the last callback
 * is freed once more (virObjectEventStateQueueRemote in object_event.c looks at the timer before it locks).
 */
export function keepSubscribed(uri: string): void {
  let connection: Connection;
  beforeAll(async () => {
    connection = await Connection.open(uri);
    const ignore = () => undefined;
    await connection.domainEventRegister('lifecycle', ignore);
    await connection.networkEventRegister('lifecycle', ignore);
    await connection.storagePoolEventRegister('lifecycle', ignore);
  });
  afterAll(() => connection.close());
}
