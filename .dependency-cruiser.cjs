// The import table of ARCHITECTURE.md as rules. Folders that do not exist yet are covered already, so the first
// file in one of them is checked.

/** Everything that is ours; what lies outside (npm packages, Node's modules) is judged by its own rules below. */
const OURS =
  '^(app|bench|cli|client|components|e2e|host-facts|lib|node-libvirt|prisma|scripts|server|simulator)/';
/** Daemons and guests of a test's own, which benchmarks measure with too. */
const NODE_LIBVIRT_SUPPORT = '^node-libvirt/test/support/';
const TEST = String.raw`\.test\.tsx?$`;

/**
 * The areas, and for each the other areas it may import.
 * @type {{ name: string, path: string, may: string[] }[]}
 */
const AREAS = [
  { name: 'lib', path: '^lib/', may: [] },
  { name: 'lib/host-rules', path: '^lib/host-rules/', may: [] },
  { name: 'host-facts', path: '^host-facts/', may: ['lib/host-rules'] },
  { name: 'client', path: '^client/', may: ['lib'] },
  { name: 'components/data', path: '^components/data/', may: ['lib', 'client'] },
  { name: 'components', path: '^components/(?!data/)', may: ['lib', 'components/data'] },
  { name: 'app', path: '^app/', may: ['lib', 'components', 'components/data'] },
  { name: 'node-libvirt', path: '^node-libvirt/', may: [] },
  { name: 'server/locks', path: '^server/locks/', may: [] },
  {
    name: 'server/hypervisor',
    path: '^server/hypervisor/',
    may: ['lib', 'host-facts', 'node-libvirt', 'server/locks'],
  },
  { name: 'server/orchestrator', path: '^server/orchestrator/', may: ['lib'] },
  { name: 'server/db', path: '^server/db/', may: ['lib'] },
  {
    name: 'server/core',
    path: '^server/core/',
    may: ['lib', 'server/hypervisor', 'server/orchestrator', 'server/db', 'server/locks'],
  },
  { name: 'server/http', path: '^server/http/', may: ['lib', 'server/core'] },
  { name: 'server/live', path: '^server/live/', may: ['lib', 'server/core'] },
  { name: 'cli', path: '^cli/', may: ['lib', 'client', 'host-facts'] },
  { name: 'simulator', path: '^simulator/(?!test/)', may: ['lib'] },
  { name: 'simulator/test', path: '^simulator/test/', may: ['lib', 'simulator'] },
  { name: 'e2e', path: '^e2e/', may: ['lib', 'scripts'] },
  { name: 'scripts', path: '^scripts/', may: ['lib/host-rules', 'host-facts'] },
  { name: 'bench', path: '^bench/', may: ['lib', 'node-libvirt', 'e2e', 'scripts'] },
];

/** Outside packages that have owners: nobody else may know that we use them. */
const OWNED = [
  { owner: '^components/data/', packages: ['@tanstack/react-query'] },
  { owner: '^(client|components/data|cli)/', packages: ['socket.io-client'] },
  { owner: '^server/db/', packages: ['@prisma', 'prisma', '@libsql', 'libsql', 'pg'] },
  { owner: '^server/live/', packages: ['socket.io'] },
  { owner: '^(server/live|cli|bench)/', packages: ['ws'] },
];

/**
 * The layers inside node-libvirt, each with the layers it may import. A test stands beside its code and may use
 * any layer to check it.
 * @type {{ layer: string, may?: string[], mayNot?: string[] }[]}
 */
const LAYERS = [
  { layer: 'constants', may: [] },
  { layer: 'error', may: ['constants'] },
  { layer: 'xdr', may: ['constants', 'error'] },
  { layer: 'protocol', may: ['constants', 'error', 'xdr'] },
  { layer: 'rpc', may: ['constants', 'error', 'xdr', 'protocol'] },
  { layer: 'transport', mayNot: ['api'] },
];

/** @param {string} layer a file or a folder of node-libvirt/src */
const layerPath = (layer) => String.raw`^node-libvirt/src/${layer}(/|\.ts$)`;

/** @param {string} name */
function areaPath(name) {
  const area = AREAS.find((candidate) => candidate.name === name);
  if (area === undefined) throw new Error(`no such area: ${name}`);
  return area.path;
}

const areaRules = AREAS.map(({ name, path, may }) => ({
  name: `${name}: ours, only ${['itself', ...may].join(', ')}`,
  severity: 'error',
  from: { path },
  to: { path: OURS, pathNot: [path, '^server/testing/', ...may.map(areaPath)] },
}));

const ownedRules = OWNED.map(({ owner, packages }) => ({
  name: `only ${owner.slice(1, -1)} imports ${packages.join(', ')}`,
  severity: 'error',
  from: { path: OURS, pathNot: [owner, TEST, '^server/testing/', '/test/support/', '^e2e/'] },
  to: { path: `(^|/)node_modules/(${packages.join('|')})/` },
}));

const layerRules = LAYERS.map(({ layer, may, mayNot = [] }) => ({
  name: `node-libvirt/${layer}: ${may ? `only ${['itself', ...may].join(', ')}` : `never ${mayNot.join(', ')}`}`,
  severity: 'error',
  from: { path: layerPath(layer), pathNot: TEST },
  to: may
    ? { path: '^node-libvirt/', pathNot: [layer, ...may].map(layerPath) }
    : { path: mayNot.map(layerPath) },
}));

module.exports = {
  forbidden: [
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every import resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...areaRules,
    {
      name: 'server/testing is for tests',
      severity: 'error',
      from: {
        pathNot: [TEST, '^server/testing/', '^cli/test/', '^e2e/', '^bench/', '^vitest\\.config\\.ts$'],
      },
      to: { path: '^server/testing/' },
    },
    {
      name: 'lib: outside, only zod',
      severity: 'error',
      from: { path: '^lib/', pathNot: TEST },
      to: { pathNot: [OURS, '(^|/)node_modules/zod/'] },
    },
    {
      name: 'browser code: no Node modules',
      severity: 'error',
      from: { path: '^(app|client|components|lib)/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'components/replay: no way to a console',
      severity: 'error',
      from: { path: '^components/replay/' },
      to: {
        path: '^components/(data/console-sockets|console/(serial-view|serial-pane|screen-session|views))',
      },
    },
    {
      name: 'node-libvirt/src: outside, only Node modules',
      severity: 'error',
      from: { path: '^node-libvirt/src/', pathNot: TEST },
      to: { pathNot: '^node-libvirt/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'node-libvirt: from outside, only by the package name',
      severity: 'error',
      from: { path: OURS, pathNot: '^node-libvirt/' },
      to: {
        path: '^node-libvirt/',
        pathNot: NODE_LIBVIRT_SUPPORT,
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'node-libvirt: from outside, only its index',
      severity: 'error',
      from: { path: OURS, pathNot: '^node-libvirt/' },
      to: {
        path: '^node-libvirt/',
        pathNot: [
          String.raw`^node-libvirt/(src/index\.ts|dist/index\.(js|d\.ts)|package\.json)$`,
          NODE_LIBVIRT_SUPPORT,
        ],
      },
    },
    {
      name: 'client: from outside, only its index, by the package name',
      severity: 'error',
      from: { path: OURS, pathNot: '^client/' },
      to: { path: '^client/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'node-libvirt/test/support: from outside, only benchmarks and tests',
      severity: 'error',
      from: { path: OURS, pathNot: ['^node-libvirt/', '^bench/', '^server/testing/', TEST, '/test/'] },
      to: { path: NODE_LIBVIRT_SUPPORT },
    },
    {
      name: 'plain JavaScript: no npm package, it runs before there is one',
      severity: 'error',
      from: { path: '^(scripts|host-facts|lib/host-rules)/', pathNot: TEST },
      to: { path: '(^|/)node_modules/' },
    },
    ...ownedRules,
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: {
      path: String.raw`(^|/)(dist|coverage|\.next|\.build|\.git|test/data)/|^(data|\.cache|server/db/generated)/|^next-env\.d\.ts$`,
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['workspace', 'import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
