import { type KnipConfig } from 'knip';

const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: ['scripts/*.mjs'],
      project: ['scripts/**/*.{mjs,ts}', 'bench/**/*.{mjs,ts}', '*.{js,ts,cjs}'],
      // Part of util-linux, which every Debian and Ubuntu has.
      ignoreBinaries: ['flock'],
      ignoreDependencies: [
        // Started by scripts/check/gates.mjs.
        'dependency-cruiser',
        // Runs the benchmarks.
        'tsx',
      ],
    },
    simulator: {
      entry: ['src/artefacts/{index,main}.ts', 'test/**/*.test.ts', 'src/**/*.test.ts'],
      project: ['**/*.ts'],
      // From the host packages' table, or part of every Debian and Ubuntu.
      ignoreBinaries: ['flock', 'partx', 'fsck.vfat', 'mcopy', 'cpio', 'qemu-system-x86_64'],
    },
    'node-libvirt': {
      entry: ['scripts/*.mjs', 'bench/**/*.{mjs,ts}'],
      project: ['**/*.{mjs,ts}'],
    },
  },
};

export default config;
