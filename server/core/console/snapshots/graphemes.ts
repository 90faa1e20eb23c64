// The add-on takes its table to be at the beginning of its buffer, which is not so in the pool that short ones share.
const { poolSize } = Buffer;
Buffer.poolSize = 0;
export const { UnicodeGraphemesAddon } = await import('@xterm/addon-unicode-graphemes');
Buffer.poolSize = poolSize;
