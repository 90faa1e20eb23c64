import { type AskedTail, serialTails, writeAsked } from '../../lib/contract/serial-tail.ts';
import { type Abortable, type Http, query } from './http.ts';

/** What nodes printed last; of those with a tag only if they printed since. */
export const serialTailsRequest =
  (http: Http) => async (asked: readonly AskedTail[], lines: number, options?: Abortable) => {
    const which = { nodes: writeAsked(asked), lines: String(lines) };
    return (await http.json(serialTails, 'GET', `/serial-tails${query(which)}`, options)).tails;
  };
