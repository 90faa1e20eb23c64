import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { orchestratorSettingsSchema } from '../../lib/contract/orchestrator-settings.ts';
import { Transport } from './transport.ts';

test('a request whose connection breaks is sent again', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    if (asked === 1) request.socket.resetAndDestroy();
    else response.end('{"fine":true}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it has no port');
  const settings = orchestratorSettingsSchema.parse({ cluster: 'edge.test', project: 'p', apiUser: 'a' });
  const patience = { firstPause: 1, longestPause: 1 };
  const transport = new Transport({ name: 'demo', authority: null, settings, patience });
  onTestFinished(async () => {
    await transport.close();
    server.close();
  });
  const url = `http://127.0.0.1:${address.port}/v1`;
  expect(await transport.ask({ method: 'POST', url, body: '{}' })).toMatchObject({ json: { fine: true } });
  expect(asked).toBe(2);
});
