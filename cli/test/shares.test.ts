import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { newShare, shareList } from '../../lib/contract/share.ts';
import { ownDirectory } from '../../server/testing/database.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const parse = (text: string): unknown => JSON.parse(text);

test('share: a link is made with a passphrase from a file, listed, and revoked', async () => {
  const file = path.join(ownDirectory(), 'passphrase');
  writeFileSync(file, 'open sesame\n');
  const create = ['share', 'create', '--node', 'edge-a', '--passphrase-file', file];
  const made = await scene.ven(...create, '--expires', '8h', '--json');
  const { share } = newShare.parse(parse(made.stdout));
  expect(share).toMatchObject({ title: 'edge-a', kind: 'nodes', state: 'active', passphrase: true });
  expect(new URL(share.url)).toMatchObject({ pathname: `/share/${share.id}` });
  const open = (body: object, cookie = '') =>
    fetch(`${new URL(share.url).origin}/share/${share.id}/api/v1/guest`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', cookie },
    });
  const opened = await open({ token: new URL(share.url).hash.slice(1) });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0];
  expect((await open({ passphrase: 'open sesame' }, cookie)).status).toBe(200);

  const wall = await scene.ven('share', 'create', '--wall', '--expires', '1h', '--json');
  const { id } = newShare.parse(parse(wall.stdout)).share;
  expect(await scene.ven('share', 'revoke', id)).toMatchObject({ code: 0 });
  expect(await scene.ven(...create, '--wall', '--expires', '1h')).toMatchObject({ code: 2, stdout: '' });
  expect(await scene.ven(...create, '--expires', 'soon')).toMatchObject({ code: 2, stdout: '' });
  expect(await scene.ven('share', 'create', '--expires', '1h')).toMatchObject({ code: 2, stdout: '' });
  expect((await scene.ven('share', 'list')).stdout).toMatch(
    new RegExp(`${share.id} +edge-a +nodes +active +${share.expiresAt} +0 `),
  );
  expect(await scene.ven('share', 'revoke', share.id)).toMatchObject({ code: 0 });
  const listed = await scene.ven('share', 'list', '--json');
  expect(shareList.parse(parse(listed.stdout)).shares).toMatchObject([
    { kind: 'wall', state: 'revoked' },
    { id: share.id, state: 'revoked' },
  ]);
  expect(await scene.ven('share', 'revoke', '0123456789abcdef')).toMatchObject({ code: 3 });
});
