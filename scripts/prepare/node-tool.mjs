// @ts-check
import path from 'node:path';
import { ROOT } from '../root.mjs';

/**
 * The command that runs a tool of node_modules.
 * @param {string} name
 * @param {string[]} args
 */
export const nodeTool = (name, ...args) => [path.join(ROOT, 'node_modules', '.bin', name), ...args];
