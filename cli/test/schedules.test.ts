import { expect, test } from 'vitest';
import { z } from 'zod';
import { occurrence, schedule } from '../../lib/contract/schedule.ts';
import { containing, matching } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const parse = (text: string): unknown => JSON.parse(text);
const names = async () => (await scene.core.nodes.list()).map(({ name }) => name);

test('a schedule is added, listed with its next time, run now, paused, resumed and removed', async () => {
  const add = ['schedule', 'add', 'nightly', '1', '--daily', '02:30', '--time-zone', 'Europe/Berlin'];
  expect(await scene.ven(...add)).toMatchObject({
    ...{
      code: 0,
      stdout: matching(/^Schedule nightly was added; next: \d{4}-\d\d-\d\d 02:30 \(Europe\/Berlin\)\n$/),
    },
  });
  expect(await scene.ven(...add)).toMatchObject({ code: 1, stdout: '' });
  expect((await scene.ven('schedule', 'list')).stdout).toMatch(
    /nightly +30 2 \* \* \* +Europe\/Berlin +1 node +\d{4}-\d\d-\d\d 02:30 +-/,
  );

  const ran = await scene.ven('schedule', 'run', 'nightly', '--json');
  const made = z.object({ occurrence }).parse(parse(ran.stdout)).occurrence;
  expect(made.runId).not.toBeNull();
  await expect.poll(names).toContain('nightly-1');
  expect((await scene.ven('schedule', 'show', 'nightly')).stdout).toContain(made.by ?? 'nobody');

  expect((await scene.ven('schedule', 'pause', 'nightly')).stdout).toBe('Schedule nightly is paused.\n');
  const listed = await scene.ven('schedule', 'list', '--json');
  const { schedules } = z.object({ schedules: z.array(schedule) }).parse(parse(listed.stdout));
  expect(schedules).toMatchObject([{ name: 'nightly', nextAt: null, last: { runId: made.runId } }]);
  expect((await scene.ven('schedule', 'resume', 'nightly')).stdout).toContain('goes on; next: ');
  expect(await scene.ven('schedule', 'remove', 'nightly', '--yes')).toMatchObject({ code: 0 });
  expect(await scene.ven('schedule', 'show', 'nightly')).toMatchObject({
    code: 3,
  });
  expect(await names()).toContain('nightly-1');
});

test.each([
  [[], 'Give either --daily or --cron.'],
  [['--daily', '02:30', '--cron', '* * * * *'], 'Give either --daily or --cron.'],
  [['--daily', '25:00'], '--daily'],
  [['--cron', 'never'], 'cron'],
  [['--daily', '02:30', '--time-zone', 'Europe/Atlantis'], 'Europe/Atlantis'],
])('ven schedule add nightly 1 %j is refused', async (options, words) => {
  expect(await scene.ven('schedule', 'add', 'nightly', '1', ...options)).toMatchObject({
    ...{ code: 2, stdout: '', stderr: containing(words) },
  });
});
