import { statSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { readJson } from './scripts/json.mjs';
import { DURATIONS, longestFirst } from './scripts/test/longest-first.mjs';
import { RETRIES } from './scripts/test/tally.mjs';
import { postgresqlPrograms } from './server/testing/postgresql.ts';

// Workspace packages are tested from their sources; their `dist` need not exist. The condition is called `workspace`
// because npm packages use `source` for files that they do not publish.
const conditions = ['workspace', 'module', 'node', 'development|production'];

const MINUTE = 60_000;

/** What stands on a database and boots nothing: it runs on either engine. */
const ON_BOTH_ENGINES = [
  'server/db/*.test.ts',
  'server/core/{inventory,nodes,operations,retention,runs}/*.test.ts',
  'server/core/search/search.test.ts',
  'server/core/access/audit-trail.test.ts',
];
const ON_POSTGRESQL = 'server/db/postgresql/*.test.ts';
const NO_POSTGRESQL = 'server/testing/no-postgresql.test.ts';

/** What boots guests, or lets one compute, for longer than a moment; `npm test` runs it beside everything else. */
const GUESTS = [
  'server/core/{failures,crash,faults,core,local-boot,http-boot,secure-boot}.host.test.ts',
  'server/core/console/serial-reader/serial-reader.host.test.ts',
  'server/core/checkpoints/checkpoints.host.test.ts',
  'server/core/hosts/remote.host.test.ts',
  'server/hypervisor/{others,qemu-host}.host.test.ts',
  'server/hypervisor/devices/devices.host.test.ts',
  'node-libvirt/test/{console,guest,snapshot}.test.ts',
  'simulator/test/guest.test.ts',
];

/** Real daemons and emulated guests. */
const integration = {
  setupFiles: ['server/testing/domain-logs-setup.ts'],
  testTimeout: 2 * MINUTE,
  hookTimeout: 2 * MINUTE,
  // After the unit tests, so that a broken codec is reported as such and timings are not disturbed.
  sequence: { groupOrder: 1 },
};

class LongestFirst extends BaseSequencer {
  override sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const factsOf = ({ project, moduleId }: TestSpecification) => ({
      group: project.config.sequence.groupOrder,
      file: path.relative(import.meta.dirname, moduleId),
      bytes: statSync(moduleId).size,
    });
    return Promise.resolve(longestFirst(specs, factsOf, readJson(DURATIONS)));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    // A process and modules of its own for each of so many files cost more than most of the tests do.
    isolate: false,
    // Every integration file talks to the one libvirtd of the machine and may boot guests: more than two at
    // once only makes all of them slow.
    maxWorkers: 2,
    teardownTimeout: MINUTE,
    retry: RETRIES,
    sequence: { sequencer: LongestFirst },
    // One second, the default, is little on a slow machine. A condition that holds is not waited for any longer.
    expect: { poll: { timeout: 20_000 } },
    // Of what the unit tests execute; `npm test` prints it.
    coverage: {
      provider: 'v8',
      include: [
        '{lib,client/src,server,node-libvirt/src,cli/src,simulator/src}/**/*.ts',
        '{lib/host-rules,host-facts}/*.mjs',
      ],
      exclude: ['**/*.test.ts', 'server/{testing,db/generated}/**'],
      reporter: ['text-summary', 'json-summary'],
    },
    // What other programs print is read in many places: in English, whatever the user speaks.
    env: { LC_ALL: 'C.UTF-8', LANGUAGE: '' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{node-libvirt,simulator,client,cli}/src/**/*.test.ts',
            '{lib,server,scripts,host-facts}/**/*.test.ts',
            'components/**/*.test.ts',
          ],
          // Those need the host's daemons or a machine.
          exclude: ['**/node_modules/**', '**/*.host.test.ts', ON_POSTGRESQL, NO_POSTGRESQL],
          testTimeout: MINUTE,
          // Some start the simulator as a process of its own, which takes its time on a busy machine.
          hookTimeout: MINUTE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: postgresqlPrograms() === null ? [NO_POSTGRESQL] : [...ON_BOTH_ENGINES, ON_POSTGRESQL],
          exclude: ['**/node_modules/**', '**/*.host.test.ts', 'server/db/secrets.test.ts'],
          globalSetup: 'server/testing/postgresql-setup.ts',
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{node-libvirt,simulator}/test/**/*.test.ts', 'server/**/*.host.test.ts'],
          exclude: ['**/node_modules/**', ...GUESTS],
          ...integration,
        },
      },
      {
        extends: true,
        test: { name: 'cli', include: ['cli/test/**/*.test.ts'], ...integration },
      },
      {
        extends: true,
        test: { name: 'guests', include: GUESTS, ...integration },
      },
    ],
  },
});
