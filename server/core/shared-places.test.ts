import { expect, test } from 'vitest';
import { SharedPlaces } from './shared-places.ts';

test('what is in use is not removed, and what is being removed is not used before it is gone', async () => {
  const places = new SharedPlaces();
  const said: string[] = [];
  const gate = resolvers();
  const using = places.use('a', () => gate.promise);
  await places.remove('a', () => Promise.resolve(said.push('removed while in use')));
  gate.resolve(undefined);
  await using;

  const removal = resolvers();
  const removing = places.remove('a', async () => {
    await removal.promise;
    said.push('removed');
  });
  const next = places.use('a', () => Promise.resolve(said.push('used')));
  removal.resolve(undefined);
  await Promise.all([removing, next]);
  expect(said).toEqual(['removed', 'used']);
});

function resolvers(): { promise: Promise<undefined>; resolve: (value: undefined) => void } {
  let resolve: (value: undefined) => void = () => undefined;
  const promise = new Promise<undefined>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
