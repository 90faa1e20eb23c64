import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: [
        'scripts/*.mjs',
        'bench/*/main.ts',
        // Write files that are committed.
        'server/testing/{screen-fonts,keyboard-layouts}/write.ts',
        // Started as a thread.
        'server/core/search/index-program.ts',
        'server/core/console/snapshots/snapshot-program.ts',
        // Started as processes by benchmarks.
        'bench/hosts/one-console.ts',
        // Started as processes by tests.
        'server/testing/{core-program,run-victim,database-writer,lock-holder,fixture-boot,long-boot,simulator-supervisor,console/append-forever,index-forever,notifying-program,wall-program,fuzz/program}.ts',
      ],
      // The types of a package, for add-ons of another one.
      ignore: ['server/core/console/snapshots/xterm-types.d.ts'],
      project: [
        '{app,components,lib,server,e2e}/**/*.{ts,tsx}',
        '{scripts,host-facts,lib/host-rules}/**/*.{mjs,ts}',
        'bench/**/*.{mjs,ts}',
        '*.{js,ts,cjs,mjs}',
      ],
      // Parts of util-linux, procps and iproute2, which every Debian and Ubuntu has, or of the host packages' table.
      ignoreBinaries: [
        'flock',
        'ip',
        'script',
        'mount',
        'umount',
        'openssl',
        'pgrep',
        'setpriv',
        'ssh-add',
        'ssh-agent',
        'ssh-keygen',
        'qemu-io',
        'virsh',
        'dnsmasq',
        'vagrant',
        'xz',
        'perl',
        'systemd-analyze',
        'systemd-notify',
      ],
      ignoreDependencies: [
        // Started by scripts/check/gates.mjs.
        'dependency-cruiser',
        'oxlint',
        // Started by oxlint.
        'oxlint-tsgolint',
        // Read as text by e2e, to be run in the browser.
        'axe-core',
        // Read as text, for pages that play a boot.
        'asciinema-player',
        // Named in a style sheet.
        'tailwindcss',
        // What the client that Prisma generates imports.
        '@prisma/client',
      ],
    },
    client: {
      project: ['**/*.ts'],
    },
    cli: {
      entry: ['src/main.ts', 'test/**/*.test.ts'],
      project: ['**/*.{mjs,ts}'],
      // Programs of the machine, used where it has them.
      ignoreBinaries: ['ansible-lint', 'ansible-playbook', 'man', 'mandoc'],
    },
    simulator: {
      entry: ['src/artefacts/{index,main}.ts', 'test/**/*.test.ts', 'src/**/*.test.ts'],
      project: ['**/*.ts'],
      // From the host packages' table, or part of every Debian and Ubuntu.
      ignoreBinaries: ['ip', 'flock', 'partx', 'fsck.vfat', 'mcopy', 'cpio', 'qemu-system-x86_64'],
    },
    'node-libvirt': {
      entry: ['scripts/*.mjs'],
      project: ['**/*.{mjs,ts}'],
    },
  },
};

export default config;
