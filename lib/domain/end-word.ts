const WORDS: Readonly<Record<string, string>> = {
  shutdown: 'shut down',
  destroyed: 'powered off',
  crashed: 'crashed',
  failed: 'failed',
  unknown: 'ended while the console was not looking',
};

/** How a boot ended, as people say it: libvirt's "destroyed" is a machine whose power was cut. */
export const endWord = (reason: string | null): string =>
  reason === null ? 'powered off' : (WORDS[reason] ?? reason);
