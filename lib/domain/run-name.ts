import type { CreateRequest } from '../contract/node.ts';

interface NamedRun {
  readonly request: Pick<CreateRequest, 'name'> | null;
  readonly template: string;
  readonly createdAt: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The display name of a run, `pair · 2 nodes · 22:43`, from the names of its nodes and the console's clock. */
export function runName({ request, template, createdAt }: NamedRun, nodes: number): string {
  const at = new Date(createdAt);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return [request?.name ?? template, `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`, time].join(' · ');
}
