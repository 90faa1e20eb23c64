import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

it('the committed description is what the server serves (npm run openapi writes it)', async () => {
  const committed: unknown = JSON.parse(
    await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
  );
  const server = await startConsole();
  expect(await (await send(server, '/api/openapi.json')).json()).toEqual(committed);
});
