import { type KnipConfig } from 'knip';

const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: ['scripts/*.mjs', 'bench/*/main.ts'],
      project: ['scripts/**/*.{mjs,ts}', 'bench/**/*.{mjs,ts}', '*.{js,ts,cjs}'],
      // Parts of util-linux, which every Debian and Ubuntu has.
      ignoreBinaries: ['flock', 'script'],
      ignoreDependencies: [
        // Started by scripts/check/gates.mjs.
        'dependency-cruiser',
      ],
    },
    simulator: {
      entry: ['src/artefacts/{index,main}.ts', 'test/**/*.test.ts', 'src/**/*.test.ts'],
      project: ['**/*.ts'],
      // From the host packages' table, or part of every Debian and Ubuntu.
      ignoreBinaries: ['flock', 'partx', 'fsck.vfat', 'mcopy', 'cpio', 'qemu-system-x86_64'],
    },
    'node-libvirt': {
      entry: ['scripts/*.mjs'],
      project: ['**/*.{mjs,ts}'],
    },
  },
};

export default config;
