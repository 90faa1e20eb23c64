import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  image,
  imageCopyRequest,
  imageList,
  imageRequest,
  imageUpload,
  volumeList,
} from '../../../lib/contract/image.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs, needsBefore } from '../guard.ts';

const path = '/api/v1/images';
const uploads = `${path}/uploads`;
const params = z.object({ image: z.string().min(1).max(100) });
const upload = z.object({ upload: z.string().min(1).max(100) });

const list = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path,
  summary: 'Images that nodes can boot from, and uploads that have not ended',
  responses: { 200: json('The images and uploads', imageList), ...refusals },
});

const show = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: `${path}/{image}`,
  summary: 'An image',
  request: { params },
  responses: { 200: json('The image', image), ...refusals },
});

const begin = createRoute({
  ...needs('images.write', 'image add'),
  method: 'post',
  path: uploads,
  summary: 'Announce the upload of an image: an ISO, qcow2 or raw file',
  request: jsonBody(imageRequest),
  responses: { 201: json('The upload; send its parts', imageUpload), ...refusals },
});

const copy = createRoute({
  ...needs('volumes.read', 'image copy'),
  method: 'post',
  path: `${path}/copies`,
  summary: 'Copy a volume of somebody else’s storage pool into an image; it goes on by itself',
  request: jsonBody(imageCopyRequest),
  responses: { 201: json('Its progress, like that of an upload', imageUpload), ...refusals },
});

const volumes = createRoute({
  ...needs('volumes.read'),
  method: 'get',
  path: '/api/v1/hosts/{host}/pools/{pool}/volumes',
  summary: 'Volumes of a storage pool',
  request: { params: z.object({ host: z.string().min(1).max(200), pool: z.string().min(1).max(100) }) },
  responses: { 200: json('With the lengths of their files', volumeList), ...refusals },
});

const part = createRoute({
  ...needsBefore('images.write', 'image add'),
  method: 'put',
  path: `${uploads}/{upload}`,
  summary: 'The next bytes of an upload, up to 4 MiB; the last ones make the image',
  request: {
    params: upload,
    query: z.object({ offset: z.coerce.number().pipe(z.int().min(0)) }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
  },
  responses: { 200: json('How far it is; `image` once it is complete', imageUpload), ...refusals },
});

const cancel = createRoute({
  ...needs('images.write', 'image cancel'),
  method: 'delete',
  path: `${uploads}/{upload}`,
  summary: 'Cancel an upload; nothing of it stays',
  request: { params: upload },
  responses: { 204: { description: 'Cancelled' }, ...refusals },
});

const remove = createRoute({
  ...needs('images.write', 'image remove'),
  method: 'delete',
  path: `${path}/{image}`,
  summary: 'Remove an image that no node uses',
  request: { params },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

export function imageRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { images } = c.var.services.core;
    return c.json({ images: await images.list(), uploads: images.uploads() }, 200);
  });
  app.openapi(begin, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.images.begin(request, identityOf(c).actor), 201);
  });
  app.openapi(copy, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', `${request.name} from ${request.pool}/${request.volume}`);
    return c.json(await c.var.services.core.images.copy(request, identityOf(c).actor), 201);
  });
  app.openapi(volumes, async (c) => {
    const { host, pool } = c.req.valid('param');
    const { images } = c.var.services.core;
    return c.json({ volumes: await images.volumes(host, pool, identityOf(c).actor) }, 200);
  });
  app.openapi(part, async (c) => {
    const { upload: id } = c.req.valid('param');
    const { offset } = c.req.valid('query');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    return c.json(await c.var.services.core.images.part(id, offset, bytes, identityOf(c).actor), 200);
  });
  app.openapi(cancel, async (c) => {
    await c.var.services.core.images.cancel(c.req.valid('param').upload, identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(show, async (c) =>
    c.json(await c.var.services.core.images.get(c.req.valid('param').image), 200),
  );
  app.openapi(remove, async (c) => {
    await c.var.services.core.images.remove(c.req.valid('param').image, identityOf(c).actor);
    return c.body(null, 204);
  });
}
