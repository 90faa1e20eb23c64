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
    'node-libvirt': {
      entry: ['scripts/*.mjs', 'bench/**/*.{mjs,ts}'],
      project: ['**/*.{mjs,ts}'],
    },
  },
};

export default config;
