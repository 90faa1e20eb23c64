import type { z } from 'zod';
import type { Permission } from '../../lib/domain/permission.ts';

/** A route of the API, who may use it, and what it answers here. */
export interface RouteCase {
  readonly method: string;
  /** As written in the description of the API. */
  readonly path: string;
  readonly permission: Permission | 'public';
  readonly status: number;
  readonly schema?: z.ZodType;
  readonly body?: unknown;
  /** Refused to this although the route is open to it, because of the content of the request. */
  readonly also?: Permission;
}
