import type { OrchestratorAccess } from '../../orchestrator/api.ts';
import type { ExportedNode } from './exported-node.ts';
import { comment, heredoc, shellWord } from './quoting.ts';

/** The orchestrators at which nodes are registered, each once; their places in this list name variables of the script. */
export const registrationsOf = (nodes: readonly ExportedNode[]): OrchestratorAccess[] => [
  ...new Map(
    nodes.flatMap(({ registration }) => (registration ? [[registration.projectUrl, registration]] : [])),
  ).values(),
];

/** The password comes from the environment and reaches curl by its standard input: neither files nor arguments hold it. */
export function signIn(access: OrchestratorAccess, at: number): string {
  const { authority, tokenUrl, apiUser } = access;
  const pem = authority === null ? null : heredoc(authority);
  const lines = [
    comment(`The API of project ${access.project} at ${access.cluster}`),
    ...(pem === null ? [] : [`cat >"$work/api-ca-${at}.pem" <<'${pem.word}'`, pem.lines]),
    `if [ -n "$\{API_PASSWORD-}" ]; then`,
    `  token_${at}=$(printf %s "$API_PASSWORD" | curl ${curlOptions(access, at)} \\`,
    `    -d grant_type=password -d client_id=system-client -d 'scope=openid profile email groups' \\`,
    `    --data-urlencode ${shellWord(`username=${apiUser}`)} --data-urlencode password@- \\`,
    `    ${shellWord(tokenUrl)} | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')`,
    'fi',
  ];
  return lines.join('\n');
}

function curlOptions({ authority, addresses, tokenUrl, projectUrl }: OrchestratorAccess, at: number): string {
  const services = [tokenUrl, projectUrl].map((url) => new URL(url));
  const resolved = addresses.flatMap(({ host, address }) =>
    services
      .filter(({ hostname }) => hostname === host)
      .map(({ port }) => `--resolve ${shellWord(`${host}:${port === '' ? '443' : port}:${address}`)}`),
  );
  const ca = authority === null ? [] : [`--cacert "$work/api-ca-${at}.pem"`];
  return ['-fsS', ...ca, ...new Set(resolved)].join(' ');
}

/** Registers a node for onboarding without a person, as the console does. */
export function registrationCommands(
  { domain, registration }: ExportedNode,
  accesses: readonly OrchestratorAccess[],
): string[] {
  if (registration === null) return [];
  const at = accesses.findIndex(({ projectUrl }) => projectUrl === registration.projectUrl);
  const { name, serial, uuid } = domain;
  const body = JSON.stringify({
    name: hostName(name, serial),
    serialNumber: serial,
    uuid,
    autoOnboard: true,
  });
  return [
    `if [ -n "\${token_${at}-}" ]; then`,
    // A configuration on standard input: arguments are visible to every user of the host.
    `  printf 'header = "Authorization: Bearer %s"\\n' "$token_${at}" | \\`,
    `    curl ${curlOptions(registration, at)} -K - -H 'Content-Type: application/json' -d ${shellWord(body)} \\`,
    `    ${shellWord(`${registration.projectUrl}/compute/hosts/register`)}`,
    'fi',
  ];
}

/** The orchestrator accepts at most 20 characters. */
const hostName = (name: string, serial: string): string => (name.length <= 20 ? name : serial);
