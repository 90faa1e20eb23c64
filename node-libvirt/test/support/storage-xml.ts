/** A pool that is a directory of the host. */
export function directoryPool({ name, uuid, path }: { name: string; uuid: string; path: string }): string {
  return `<pool type='dir'><name>${name}</name><uuid>${uuid}</uuid><target><path>${path}</path></target></pool>`;
}

/** A volume of `capacity` bytes of which none are allocated yet. */
export function volume(name: string, capacity: number, format: 'raw' | 'qcow2' = 'raw'): string {
  return `<volume>
  <name>${name}</name><capacity unit='bytes'>${capacity}</capacity><allocation>0</allocation>
  <target><format type='${format}'/></target>
</volume>`;
}
