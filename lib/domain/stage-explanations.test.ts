import { expect, test } from 'vitest';
import { orchestratorKind } from '../contract/orchestrator.ts';
import { expectedStages } from './expected-stages.ts';
import { bootWay, stageExplanation } from './stage-explanations.ts';

test.each([...orchestratorKind.options, null])(
  'every stage of a node of %s has a paragraph of its own',
  (kind) => {
    const stages = (['uefi-http', 'ipxe-disk', 'cloud-image'] as const).flatMap((source) =>
      expectedStages({ source: { kind: source }, orchestrator: kind, isIpxe: true, ready: null }),
    );
    const texts = [...new Set(stages)].map((stage) => stageExplanation(stage, bootWay(kind)));
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) {
      expect(text).toMatch(/^(?:[A-Z]|iPXE).*\.$/);
      expect(text.split(/[.?!:;] /).length).toBeGreaterThan(1);
      expect(text.length).toBeLessThan(450);
    }
  },
);

test('nothing is said of an orchestrator where there is none', () => {
  for (const stage of ['http-boot', 'ipxe', 'os-boot', 'ready'] as const)
    for (const way of ['http-boot', 'none'] as const)
      expect(stageExplanation(stage, way)).not.toContain('orchestrator');
});
