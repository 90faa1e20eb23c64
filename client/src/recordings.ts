import { boot } from '../../lib/contract/boot.ts';
import { replay } from '../../lib/contract/replay.ts';
import { type Http, query, type RequestOptions, segment } from './http.ts';

type Abortable = Pick<RequestOptions, 'signal'>;

/** What a viewer of a running boot has already: the ends of both ports, and how many pictures. */
export interface ReplayHave {
  readonly offsets: readonly [number, number];
  readonly pictures: number;
}

const at = (node: string, number: number): string => `/nodes/${segment(node)}/boots/${number}`;

/** The path of a boot as one HTML page, below `/api/v1`. */
export const replayPagePath = (node: string, number: number): string => `${at(node, number)}/page`;

/** The path of a boot's asciicast of one serial port, below `/api/v1`. */
export const castPath = (node: string, number: number, port: number): string =>
  `${at(node, number)}/cast/${port}`;

/** The path of a picture of a boot, below `/api/v1`. */
export const picturePath = (node: string, number: number, picture: string): string =>
  `${at(node, number)}/pictures/${segment(picture)}`;

/** What was recorded of boots. */
export function recordingRequests(http: Http) {
  return {
    replay: (node: string, number: number, have?: ReplayHave, options?: Abortable) => {
      const [from0, from1] = have?.offsets ?? [];
      const known = {
        from0: from0?.toString(),
        from1: from1?.toString(),
        pictures: have?.pictures.toString(),
      };
      return http.json(replay, 'GET', `${at(node, number)}/replay${query(known)}`, options);
    },
    /** The bytes of a port that are kept between two offsets. */
    bytes: async (
      node: string,
      number: number,
      port: number,
      from: number,
      to: number,
      options?: Abortable,
    ) => {
      const path = `${at(node, number)}/log/${port}${query({ from: String(from), to: String(to) })}`;
      const response = await http.response('GET', path, { accept: 'text/plain', endless: true, ...options });
      return new Uint8Array(await response.arrayBuffer());
    },
    /** As one HTML page, which may be long. */
    page: (node: string, number: number) =>
      http.response('GET', replayPagePath(node, number), { accept: 'text/html', endless: true }),
    pin: (node: string, number: number) => http.json(boot, 'PUT', `${at(node, number)}/pin`),
    unpin: (node: string, number: number) => http.json(boot, 'DELETE', `${at(node, number)}/pin`),
    /** Its logs and pictures; its stages stay. */
    remove: (node: string, number: number) => http.text('DELETE', `${at(node, number)}/recording`),
  };
}
