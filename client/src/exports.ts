import type { ExportFormat } from '../../lib/contract/node-export.ts';
import type { Http } from './http.ts';

/** Nodes by id, name, serial or UUID, and all those of a run. */
export interface ExportSubject {
  readonly nodes?: readonly string[];
  readonly run?: string | undefined;
}

function exportSearch({ nodes = [], run }: ExportSubject): string {
  const search = new URLSearchParams();
  for (const node of nodes) search.append('node', node);
  if (run !== undefined) search.set('run', run);
  return `?${search.toString()}`;
}

/** The address of the file, below `/api/v1`; for a link that downloads it. */
export const exportPath = (format: ExportFormat, subject: ExportSubject): string =>
  `/exports/${format}${exportSearch(subject)}`;

/** Nodes, or those of a run, written for another tool. */
export const exportRequest =
  (http: Http) =>
  (format: ExportFormat, subject: ExportSubject): Promise<string> =>
    http.text('GET', exportPath(format, subject), { accept: 'text/plain' });
