import { expect, test } from 'vitest';
import { defaultOrchestrator } from './default-orchestrator.ts';

const NONE = { kind: 'none' } as const;
const LAB = { kind: 'edge-orchestrator' } as const;
const SIMULATOR = { kind: 'simulator' } as const;

test.each([
  ['one that boots nodes, wherever it stands', [NONE, LAB], false, LAB],
  ['the first of several', [SIMULATOR, NONE, LAB], false, SIMULATOR],
  ['one that onboards nothing, for nodes that boot locally', [SIMULATOR, NONE, LAB], true, NONE],
  ['the usual one for them where there is no such', [SIMULATOR, LAB], true, SIMULATOR],
  ['what there is', [NONE], false, NONE],
  ['nothing of nothing', [], false, undefined],
])('%s', (_, all, bootsLocally, expected) => {
  expect(defaultOrchestrator(all, bootsLocally)).toBe(expected);
});
