import { expect } from 'vitest';
import { expectInOrder } from '../support/in-order.ts';
import { type Machine } from './machine.ts';

/** What both ports show until the micro-OS runs. */
export const HTTP_BOOT = [
  '>>Start HTTP Boot over IPv4',
  'iPXE initialising devices...',
  '==== iPXE boot success, chainloading Micro-OS ====',
  'Network Configuration Done',
  '=> Chainloading to Micro-OS download iPXE script',
  'Loading the Micro-OS download iPXE script...',
  // A download that takes a while shows its percentage before the "ok".
  'vmlinuz-x86_64... ',
  'ok\r\n',
  'initramfs-x86_64... ',
  'ok\r\n',
  'The Micro-OS image downloaded successfully, booting into the Micro-OS...',
];
export const SECURE_BOOT_MATCH = '\u001b[32m Secure Boot Status MATCH \u001b[0m';
export const PROMPT = /Provide Username and password for the IDP\r\nUsername: $/;
export const REFUSED = 'Incorrect username and password provided.';

/** `text` for the `count`-th time, followed by `end`. */
export function times(count: number, text: string): RegExp {
  return new RegExp(`(?:${text}[^]*){${count - 1}}${text}`);
}

/** For the message of a wait that was in vain. */
export function everySerialPort({ ports }: Machine): string {
  return ports.map(({ text }, port) => `--- ttyS${port}\n${text}`).join('\n');
}

/** Why it failed only the API tells. */
export function expectSilenceAfterSecureBoot({ ports: [first] }: Machine): void {
  expectInOrder(first.text, [...HTTP_BOOT, SECURE_BOOT_MATCH]);
  expect(first.text.trimEnd().endsWith(SECURE_BOOT_MATCH)).toBe(true);
}

interface Account {
  readonly username: string;
  readonly password: string;
}

/** Answers the micro-OS's prompt on the port where it was asked so often. The kernel may speak behind a prompt. */
export async function answerPrompt(node: Machine, port: 0 | 1, account: Account, attempt = 1): Promise<void> {
  const serial = node.ports[port];
  await serial.said(times(attempt, 'Username: '));
  serial.type(account.username);
  await serial.said(times(attempt, 'Password: '));
  serial.type(account.password);
}

/** Logs in to the installed OS. */
export async function logIn(node: Machine, port: 0 | 1): Promise<void> {
  const serial = node.ports[port];
  await serial.said(/login: /);
  serial.type('user');
  await serial.said(/login: user\r\nPassword: /);
  serial.type('user');
  await serial.said(/user@[^:]+:/);
}
