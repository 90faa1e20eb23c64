// @ts-check
// Read by old versions of Node.js too, down to the 12 of Ubuntu 22.04: keep the syntax of this file old.

const OLDEST_NODE = '20.19.0';

/**
 * @param {string} version as in process.versions.node
 * @returns {string} why this version is not supported; empty if it is
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return '';
  return `Node.js ${version} is too old: ${OLDEST_NODE} or newer is needed. Get it from https://nodejs.org/en/download`;
}
