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
      ],
    },
    simulator: {
      entry: ['test/**/*.test.ts', 'src/**/*.test.ts'],
      project: ['**/*.ts'],
    },
    'node-libvirt': {
      entry: ['scripts/*.mjs', 'bench/**/*.{mjs,ts}'],
      project: ['**/*.{mjs,ts}'],
    },
  },
};

export default config;
