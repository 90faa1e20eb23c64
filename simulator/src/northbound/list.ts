import { z } from 'zod';
import { SimulatorError } from '../error.ts';
import { order, parseFilter, valueAt } from './filter.ts';
import type { Resource } from './json.ts';

const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'an invalid integer: invalid syntax')
  .transform(Number);

/** The query of every list, with the limits and messages of the orchestrator's published schema. */
export const ListQuery = z.object({
  pageSize: integer
    .pipe(z.number().min(1, 'number must be at least 1').max(100, 'number must be at most 100'))
    .default(20),
  offset: integer
    .pipe(z.number().min(0, 'number must be at least 0').max(10_000, 'number must be at most 10000'))
    .default(0),
  orderBy: z
    .string()
    .max(1000, 'maximum string length is 1000')
    .regex(/^$|^[a-zA-Z-_0-9., ]+$/, `string doesn't match the regular expression "^$|^[a-zA-Z-_0-9., ]+$"`)
    .default(''),
  filter: z
    .string()
    .max(1000, 'maximum string length is 1000')
    .regex(
      /^$|^[a-zA-Z-_0-9.,:/=*(){}"' ]+$/,
      `string doesn't match the regular expression "^$|^[a-zA-Z-_0-9.,:/=*(){}\\"' ]+$"`,
    )
    .default(''),
});
export type ListQuery = z.output<typeof ListQuery>;

/**
 * One page of the matching resources, under the list's own key. Unknown fields are detected with an example resource, so
 * that they are rejected even if the list is empty.
 */
export function listResponse(
  key: string,
  resources: readonly Resource[],
  query: ListQuery,
  example: Resource | undefined = resources[0],
): Resource {
  const filter = query.filter === '' ? undefined : parseFilter(query.filter);
  const terms = readOrder(query.orderBy);
  if (example !== undefined) {
    for (const path of [...(filter?.paths ?? []), ...terms.map((term) => term.path)]) valueAt(example, path);
  }
  const found = sorted(filter === undefined ? [...resources] : resources.filter(filter.matches), terms);
  const page = found.slice(query.offset, query.offset + query.pageSize);
  return {
    [key]: page,
    totalElements: found.length,
    hasNext: query.offset + page.length < found.length,
  };
}

interface OrderTerm {
  readonly path: string;
  readonly sign: 1 | -1;
}

function readOrder(orderBy: string): OrderTerm[] {
  return orderBy
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map(readTerm);
}

function sorted(resources: Resource[], terms: readonly OrderTerm[]): Resource[] {
  return resources.sort((a, b) => {
    for (const { path, sign } of terms) {
      const difference = order(valueAt(a, path), valueAt(b, path));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}

function readTerm(term: string): OrderTerm {
  const [path = '', direction = 'asc', ...rest] = term.split(/\s+/);
  if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
    throw new SimulatorError('InvalidArgument', `invalid order by: ${term}`);
  }
  return { path, sign: direction === 'asc' ? 1 : -1 };
}
