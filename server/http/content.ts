import type { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { problem } from '../../lib/contract/error.ts';
import { PROBLEM_TYPE } from '../../lib/contract/problem.ts';
import type { HttpEnvironment } from './environment.ts';

export type ConsoleApp = OpenAPIHono<HttpEnvironment>;

/** A request body with one JSON document. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'application/json': { schema } } },
});

/** A response with one JSON document. */
export const json = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The response of every refusal, whatever its status. */
export const refusals = {
  default: {
    description: 'A refusal; `code` says which, `fix` what to do',
    content: { [PROBLEM_TYPE]: { schema: problem } },
  },
};
