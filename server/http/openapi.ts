import type { ConsoleApp } from './content.ts';

const ABOUT = {
  openapi: '3.1.0',
  info: {
    title: 'Virtual Edge Node Console',
    version: '1',
    description:
      'Errors are RFC 9457 problems with a stable `code`. Changes are told over socket.io at /live. ' +
      '`x-permission` of a route is the right it needs.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
};

export type OpenApiDocument = ReturnType<ConsoleApp['getOpenAPI31Document']>;

/** The description of every route, as it is committed in docs/openapi.json. */
export function openApiDocument(app: ConsoleApp): OpenApiDocument {
  return app.getOpenAPI31Document(ABOUT);
}
