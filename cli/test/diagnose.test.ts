import { expect, test } from 'vitest';
import { diagnosis } from '../../lib/contract/diagnosis.ts';
import { containing } from '../../server/testing/matching.ts';
import { eventually } from '../../server/testing/eventually.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

test('ven diagnose looks now; --kept has what was found out, and waits for what is being found out', async () => {
  expect(await scene.ven('diagnose', 'edge-a', '--kept')).toMatchObject({
    ...{ code: 3, stderr: containing('Boot 1 of edge-a has not been explained yet.') },
  });
  const { code, stdout } = await scene.ven('diagnose', 'edge-a', '--json');
  expect(code).toBe(0);
  const first = diagnosis.parse(JSON.parse(stdout));
  expect(first).toMatchObject({ boot: 1, automatic: false });
  const kept = await scene.ven('diagnose', 'edge-a', '--kept', '--json');
  expect(diagnosis.parse(JSON.parse(kept.stdout))).toEqual(first);

  let answer: () => void = () => undefined;
  scene.server.host.beforeXml = () => new Promise((resolve) => (answer = resolve));
  const looking = scene.start('diagnose', 'edge-a', '--json');
  const address = { node: 'edge-a', boot: undefined };
  await eventually('the second look', async () =>
    (await scene.core.diagnoses.latest(address)).running ? true : undefined,
  );
  const waiting = scene.start('diagnose', 'edge-a', '--kept', '--json');
  await waiting.warns('The console is looking for the cause');
  answer();
  const [second, waited] = await Promise.all([looking.finished, waiting.finished]);
  expect(JSON.parse(waited.stdout)).toEqual(JSON.parse(second.stdout));
  expect(diagnosis.parse(JSON.parse(waited.stdout)).at).not.toBe(first.at);
});
