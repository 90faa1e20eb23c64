import { type Check } from '../../../lib/contract/host.ts';

export const ok = (id: string, reason: string): Check => ({ id, status: 'ok', reason, fix: '' });
export const warn = (id: string, reason: string, fix: string): Check => ({ id, status: 'warn', reason, fix });
export const fail = (id: string, reason: string, fix: string): Check => ({ id, status: 'fail', reason, fix });
