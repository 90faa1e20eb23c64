import {
  hostNetworkDetail,
  type HostNetworkInput,
  type HostObjectAction,
} from '../../lib/contract/host-network.ts';
import {
  type HostPoolAction,
  type HostPoolInput,
  hostVolume,
  type HostVolumeInput,
  hostVolumeList,
  hostVolumeWritten,
  VOLUME_PART_BYTES,
} from '../../lib/contract/host-pool.ts';
import type { Http, RequestOptions } from './http.ts';

const segment = encodeURIComponent;

/** A file to upload, which is read part by part. */
interface VolumeSource {
  readonly bytes: number;
  /** Where to begin; 0 without it. */
  readonly from?: number;
  readonly read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;
}

interface Progress extends Pick<RequestOptions, 'signal'> {
  readonly onProgress?: (written: number) => void;
}

/** Networks of hosts, whoever made them. */
export function networkRequests(http: Http) {
  const at = (host: string, name: string): string => `/hosts/${segment(host)}/networks/${segment(name)}`;
  return {
    get: (host: string, name: string) => http.json(hostNetworkDetail, 'GET', at(host, name)),
    create: (host: string, body: HostNetworkInput) =>
      http.json(hostNetworkDetail, 'POST', `/hosts/${segment(host)}/networks`, { body }),
    /** Replaces its definition. */
    define: (host: string, name: string, xml: string) =>
      http.json(hostNetworkDetail, 'PUT', `${at(host, name)}/xml`, { body: { xml } }),
    act: (host: string, name: string, action: HostObjectAction) =>
      http.text('POST', `${at(host, name)}/actions`, { body: { action } }),
    remove: (host: string, name: string) => http.text('DELETE', `${at(host, name)}?confirm=${segment(name)}`),
  };
}

/** Pools of hosts and their volumes. */
export function poolRequests(http: Http) {
  const pools = (host: string): string => `/hosts/${segment(host)}/pools`;
  const at = (host: string, pool: string): string => `${pools(host)}/${segment(pool)}`;
  const volume = (host: string, pool: string, name: string): string =>
    `${at(host, pool)}/contents/${segment(name)}`;
  return {
    create: (host: string, body: HostPoolInput) => http.text('POST', pools(host), { body }),
    act: (host: string, pool: string, action: HostPoolAction) =>
      http.text('POST', `${at(host, pool)}/actions`, { body: { action } }),
    remove: (host: string, pool: string) => http.text('DELETE', `${at(host, pool)}?confirm=${segment(pool)}`),
    volumes: async (host: string, pool: string) =>
      (await http.json(hostVolumeList, 'GET', `${at(host, pool)}/contents`)).volumes,
    createVolume: (host: string, pool: string, body: HostVolumeInput) =>
      http.json(hostVolume, 'POST', `${at(host, pool)}/contents`, { body }),
    /** As long as its bytes take. */
    cloneVolume: (host: string, pool: string, name: string, copy: string) =>
      http.json(hostVolume, 'POST', `${volume(host, pool, name)}/clone`, {
        ...{ body: { name: copy }, endless: true },
      }),
    resizeVolume: (host: string, pool: string, name: string, bytes: number) =>
      http.json(hostVolume, 'POST', `${volume(host, pool, name)}/size`, { body: { bytes } }),
    removeVolume: (host: string, pool: string, name: string) =>
      http.text('DELETE', `${volume(host, pool, name)}?confirm=${segment(name)}`),
    /** Overwrites it from its start, or from where an earlier upload had come, part by part. */
    uploadVolume: async (
      host: string,
      pool: string,
      name: string,
      { bytes, read, onProgress, from = 0, ...options }: VolumeSource & Progress,
    ) => {
      for (let offset = from; offset < bytes;) {
        const part = await read(offset, Math.min(VOLUME_PART_BYTES, bytes - offset));
        const path = `${volume(host, pool, name)}/bytes?offset=${offset}`;
        offset = (await http.json(hostVolumeWritten, 'PUT', path, { bytes: part, ...options })).written;
        onProgress?.(offset);
      }
    },
    /** No time limit: a volume may be large. */
    downloadVolume: (host: string, pool: string, name: string) =>
      http.response('GET', `${volume(host, pool, name)}/bytes`, {
        accept: 'application/octet-stream',
        endless: true,
      }),
  };
}
