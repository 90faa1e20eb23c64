// `npm run openapi`: writes docs/openapi.json, which a test compares with what the server serves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { describeApi } from './app.ts';

const file = new URL('../../docs/openapi.json', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, `${JSON.stringify(describeApi(), null, 2)}\n`);
