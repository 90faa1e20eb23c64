import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../command.mjs';
import { list, record } from '../json.mjs';
import { ROOT } from '../root.mjs';

const CONFIG = '.oxlintrc.jsonc';

/** Code that a rule must report: in a file of the server unless another place is named. */
const BAD: readonly (readonly [rule: string, code: string, file?: string])[] = [
  ['eqeqeq', 'export const f = (a: number, b: number) => a == b;'],
  ['max-lines', 'export {};\n' + 'void 0;\n'.repeat(351)],
  ['max-lines-per-function', `export function f(a: string[]) {\n${"  a.push('');\n".repeat(60)}}`],
  ['no-array-constructor', 'export const a = new Array(0, 1, 2);'],
  [
    'no-async-promise-executor',
    'export const a = new Promise(async (done) => done(await Promise.resolve(1)));',
  ],
  [
    'no-case-declarations',
    'export function f(a: number) { switch (a) { case 1: const b = 2; return b; default: return a; } }',
  ],
  ['no-cond-assign', 'export function f(a: string) { let b; if (b = a) return 1; return b; }'],
  ['no-console', 'console.log(1);'],
  ['no-constant-condition', 'export function f() { if (1) return 2; return 3; }'],
  ['no-debugger', 'debugger;'],
  ['no-dupe-else-if', 'export function f(a: boolean) { if (a) return 1; else if (a) return 2; return 3; }'],
  ['no-empty', 'export function f(a: boolean) { if (a) {} }'],
  ['no-empty-function', 'export function f() {}'],
  [
    'no-fallthrough',
    'export function f(a: number[], b: number) { switch (b) { case 1: a.push(1); default: a.push(2); } }',
  ],
  ['no-prototype-builtins', "export const f = (a: object) => a.hasOwnProperty('b');"],
  ['no-redeclare', 'var a = 1;\nvar a = 2;\nexport const b = a;', 'server/redeclared.mjs'],
  ['no-regex-spaces', 'export const a = /b  c/u;'],
  ['no-restricted-exports', 'export default 1;'],
  ['no-restricted-globals', "export const f = () => fetch('/');", 'components/fetched.ts'],
  ['no-restricted-globals', 'export const f = () => process.pid;', 'components/process.ts'],
  ['no-restricted-globals', 'export const f = () => document.title;', 'client/src/document.ts'],
  ['no-restricted-imports', "export { readFile } from 'fs/promises';"],
  ['no-restricted-imports', "export { a } from './a.js';"],
  ['no-template-curly-in-string', "export const a = '$" + "{b}';"],
  ['no-unexpected-multiline', 'export const f = (a: (b: number) => number) => a\n(1);'],
  ['no-unused-vars', 'const a = 1;\nexport {};'],
  ['no-useless-assignment', 'export function f(a: number) { let b = 1; b = a; return b; }'],
  ['no-useless-catch', 'export function f(a: () => void) { try { a(); } catch (error) { throw error; } }'],
  ['no-useless-constructor', 'export class A { b = 1; constructor() {} }'],
  ['no-useless-escape', "export const a = '\\b\\d';"],
  ['no-var', 'export var a = 1;'],
  ['object-shorthand', 'export const f = (a: number) => ({ a: a });'],
  ['prefer-const', 'let a = 1;\nexport const b = a;'],
  ['prefer-rest-params', 'export function f() { return [...arguments]; }'],
  ['prefer-spread', 'export const f = (a: (...b: number[]) => void, b: number[]) => a.apply(undefined, b);'],
  [
    'preserve-caught-error',
    "export function f(a: () => void) { try { a(); } catch (error) { throw new Error('b'); } }",
  ],
  [
    'react/exhaustive-deps',
    "import { useEffect } from 'react';\nexport function A({ b }: { b: () => void }) { useEffect(() => b(), []); return null; }",
    'components/dependencies.tsx',
  ],
  [
    'react/globals',
    'let b = 0;\nexport function A() { b = 1; return <p>{b}</p>; }',
    'components/globals.tsx',
  ],
  [
    'react/immutability',
    'export function A({ b }: { b: { c: number } }) { b.c = 1; return <p>{b.c}</p>; }',
    'components/immutable.tsx',
  ],
  [
    'react/purity',
    'export function A() { const b = Math.random(); return <p>{b}</p>; }',
    'components/pure.tsx',
  ],
  [
    'react/refs',
    "import { useRef } from 'react';\nexport function A() { const b = useRef(1); return <p>{b.current}</p>; }",
    'components/refs.tsx',
  ],
  [
    'react/rules-of-hooks',
    "import { useId } from 'react';\nexport function A({ b }: { b: boolean }) { if (b) useId(); return null; }",
    'components/hooks.tsx',
  ],
  [
    'react/set-state-in-effect',
    "import { useEffect, useState } from 'react';\nexport function A() { const [b, setB] = useState(0); useEffect(() => { setB(1); }, []); return <p>{b}</p>; }",
    'components/effect.tsx',
  ],
  [
    'react/set-state-in-render',
    "import { useState } from 'react';\nexport function A() { const [b, setB] = useState(0); setB(1); return <p>{b}</p>; }",
    'components/render.tsx',
  ],
  [
    'react/static-components',
    'export function A() { const B = () => <p />; return <B />; }',
    'components/static.tsx',
  ],
  [
    'react/unsupported-syntax',
    'export function A({ b }: { b: string }) { const c: unknown = eval(b); return <p>{String(c)}</p>; }',
    'components/unsupported.tsx',
  ],
  ['tests/no-impatient-wait', "import { vi } from 'vitest';\nawait vi.waitFor(() => 1);", 'lib/a.test.ts'],
  ['tests/no-mock', "import { vi } from 'vitest';\nvi.mock('node:fs');", 'lib/b.test.ts'],
  ['tests/no-only', "import { test } from 'vitest';\ntest.only('a', () => undefined);", 'lib/c.test.ts'],
  ['tests/no-sleep', 'await new Promise((done) => setTimeout(done, 9));', 'lib/d.test.ts'],
  ['tests/no-sleep', 'await new Promise((done) => { setTimeout(done, 9); });', 'lib/e.test.ts'],
  ['tests/no-sleep', "export { setTimeout } from 'node:timers/promises';", 'lib/f.test.ts'],
  [
    'tests/no-sleep',
    "import { setTimeout } from 'node:timers/promises';\nawait setTimeout(9);",
    'lib/g.test.ts',
  ],
  [
    'tests/no-wait-for-timeout',
    'export const f = (page: { waitForTimeout: (a: number) => void }) => page.waitForTimeout(9);',
    'e2e/h.spec.ts',
  ],
  [
    'typescript/adjacent-overload-signatures',
    'export interface A { b(c: string): void; d: number; b(c: number): void }',
  ],
  ['typescript/array-type', 'export type A = Array<string>;'],
  ['typescript/await-thenable', 'await 1;\nexport {};'],
  ['typescript/ban-ts-comment', '// @ts-ignore\nexport const a: string = 1;'],
  ['typescript/ban-tslint-comment', '// tslint:disable\nexport const a = 1;'],
  ['typescript/class-literal-property-style', "export class A { get b() { return 'c'; } }"],
  ['typescript/consistent-generic-constructors', 'export const a: Set<string> = new Set();'],
  ['typescript/consistent-indexed-object-style', 'export interface A { [b: string]: number }'],
  ['typescript/consistent-type-assertions', 'export const f = (a: unknown) => a as string;'],
  ['typescript/consistent-type-imports', "import { Stats } from 'node:fs';\nexport type A = Stats;"],
  ['typescript/dot-notation', "export const f = (a: { b: number }) => a['b'];"],
  ['typescript/no-array-delete', 'export function f(a: number[]) { delete a[0]; }'],
  ['typescript/no-base-to-string', 'export const f = (a: object) => String(a);'],
  ['typescript/no-confusing-non-null-assertion', 'export const f = (a: { b?: number }) => a.b! == 1;'],
  ['typescript/no-confusing-void-expression', 'export function f(a: () => void) { return a(); }'],
  ['typescript/no-deprecated', '/** @deprecated b */\nexport const a = () => 1;\nexport const c = a();'],
  [
    'typescript/no-dynamic-delete',
    'export function f(a: Record<string, number>, b: string) { delete a[b]; }',
  ],
  ['typescript/no-empty-object-type', 'export type A = {};'],
  ['typescript/no-explicit-any', 'export type A = any;'],
  ['typescript/no-extraneous-class', 'export class A { static b() { return 1; } }'],
  ['typescript/no-floating-promises', 'export function f() { Promise.resolve(1); }'],
  ['typescript/no-for-in-array', 'export function f(a: number[]) { for (const b in a) throw new Error(b); }'],
  ['typescript/no-generated-empty-object-type', 'export type A = Pick<{ b: string }, never>;'],
  ['typescript/no-import-type-side-effects', "import { type Stats } from 'node:fs';\nexport type A = Stats;"],
  ['typescript/no-inferrable-types', 'export const f = (a: number = 1) => a;'],
  ['typescript/no-invalid-void-type', 'export type A = string | void;'],
  ['typescript/no-meaningless-void-operator', 'void ((): void => undefined)();\nexport {};'],
  [
    'typescript/no-misused-promises',
    'export const f = (a: number[]) => a.forEach(async () => { await 1; });',
  ],
  ['typescript/no-misused-promises', 'export function f(a: Promise<boolean>) { if (a) throw new Error(); }'],
  ['typescript/no-misused-spread', "export const a = [...'b'];"],
  ['typescript/no-mixed-enums', "export enum A { B = 1, C = 'c' }"],
  ['typescript/no-namespace', 'export namespace A { export const b = 1; }'],
  [
    'typescript/no-non-null-asserted-nullish-coalescing',
    'export const f = (a: { b?: string }) => a.b! ?? 1;',
  ],
  ['typescript/no-non-null-assertion', 'export const f = (a?: string) => a!;'],
  ['typescript/no-redundant-type-constituents', 'export type A = unknown | string;'],
  ['typescript/no-require-imports', "import fs = require('node:fs');\nexport const a = fs;"],
  ['typescript/no-this-alias', 'export function f(this: object) { const a = this; return a; }'],
  ['typescript/no-unnecessary-boolean-literal-compare', 'export const f = (a: boolean) => a === true;'],
  ['typescript/no-unnecessary-condition', "export const f = (a: string) => a ?? 'b';"],
  [
    'typescript/no-unnecessary-condition',
    'export const f = (a: string[]) => a[0]?.length?.toFixed(1);',
    'components/condition.ts',
  ],
  ['typescript/no-unnecessary-template-expression', 'export const f = (a: string) => `$' + '{a}`;'],
  [
    'typescript/no-unnecessary-type-arguments',
    'export const f = <T = number>(a?: T) => a;\nexport const b = f<number>();',
  ],
  ['typescript/no-unnecessary-type-assertion', 'export const f = (a: string) => a!;'],
  ['typescript/no-unnecessary-type-constraint', 'export const f = <T extends unknown>(a: T): T[] => [a];'],
  ['typescript/no-unnecessary-type-conversion', 'export const f = (a: string) => String(a);'],
  ['typescript/no-unnecessary-type-parameters', 'export function f<T>(a: T) { return String(a); }'],
  ['typescript/no-unsafe-argument', "export const f = (a: (b: string) => void) => a(JSON.parse('1'));"],
  ['typescript/no-unsafe-assignment', "export const a = JSON.parse('1');"],
  ['typescript/no-unsafe-call', "JSON.parse('1')();\nexport {};"],
  ['typescript/no-unsafe-enum-assignment', 'export enum A { B = 1 }\nexport const a: A = 1;'],
  [
    'typescript/no-unsafe-enum-comparison',
    'enum A { B = 1 }\nexport const f = (a: A, b: number) => a === b;',
  ],
  ['typescript/no-unsafe-function-type', 'export type A = Function;'],
  ['typescript/no-unsafe-member-access', "export const f = (): unknown => JSON.parse('1').a;"],
  ['typescript/no-unsafe-return', "export const f = () => JSON.parse('1');"],
  ['typescript/no-unsafe-unary-minus', 'export const f = (a: string) => -a;'],
  [
    'typescript/non-nullable-type-assertion-style',
    'export const f = (a: string | undefined) => a as string;',
  ],
  ['typescript/only-throw-error', "export function f() { throw 'a'; }"],
  ['typescript/prefer-find', 'export const f = (a: number[]) => a.filter((b) => b > 1)[0];'],
  [
    'typescript/prefer-for-of',
    'export function f(a: number[], b: (c?: number) => void) { for (let i = 0; i < a.length; i++) b(a[i]); }',
  ],
  ['typescript/prefer-function-type', 'export interface A { (b: string): void }'],
  ['typescript/prefer-includes', 'export const f = (a: string) => a.indexOf("b") !== -1;'],
  ['typescript/prefer-literal-enum-member', 'const a = 1;\nexport enum B { C = a }'],
  ['typescript/prefer-nullish-coalescing', 'export const f = (a: object | null) => a || {};'],
  ['typescript/prefer-optional-chain', 'export const f = (a?: { b?: { c: number } }) => a && a.b && a.b.c;'],
  ['typescript/prefer-promise-reject-errors', "export const f = () => Promise.reject('a');"],
  [
    'typescript/prefer-reduce-type-parameter',
    'export const f = (a: number[]) => a.reduce((b, c) => [...b, c], [] as number[]);',
  ],
  ['typescript/prefer-regexp-exec', 'export const f = (a: string) => a.match(/b/u);'],
  ['typescript/prefer-return-this-type', 'export class A { b = 1; c(): A { return this; } }'],
  ['typescript/prefer-string-starts-ends-with', "export const f = (a: string) => a[0] === 'b';"],
  ['typescript/related-getter-setter-pairs', 'export interface A { get b(): string; set b(c: number) }'],
  ['typescript/require-array-sort-compare', 'export const f = (a: number[]) => a.sort();'],
  ['typescript/require-await', 'export async function f() { return 1; }'],
  ['typescript/restrict-plus-operands', "export const f = (a: number) => a + 'b';"],
  ['typescript/restrict-template-expressions', 'export const f = (a: object) => `$' + '{a}`;'],
  [
    'typescript/return-await',
    'export async function f(a: () => Promise<void>) { try { return a(); } finally { await a(); } }',
  ],
  [
    'typescript/switch-exhaustiveness-check',
    "export function f(a: 'b' | 'c') { switch (a) { case 'b': return 1; } return 2; }",
  ],
  ['typescript/unbound-method', 'class A { b() { return this; } }\nexport const { b } = new A();'],
  ['typescript/unified-signatures', 'export interface A { b(c: string): void; b(c: number): void }'],
  [
    'typescript/use-unknown-in-catch-callback-variable',
    'export const f = (a: Promise<void>) => a.catch((b) => { throw b; });',
  ],
];

/** Where tests and tools may do what is forbidden elsewhere. */
const ALLOWED: readonly (readonly [code: string, file: string])[] = [
  ['await new Promise((done) => setTimeout(done, 9));', 'server/testing/wait.ts'],
  ['console.log(1);', 'scripts/print.mjs'],
  ['export default 1;', 'app/page.tsx'],
  ["export const f = () => fetch('/');", 'components/data/request.ts'],
  ["export const a = ['b'] as const;", 'server/constant.ts'],
];

let folder = '';
/** What was reported, by file: the names of rules without their plugin. */
const reported = new Map<string, string[]>();

const CASES = BAD.map(([rule, code, file], index) => ({ rule, code, file: file ?? `server/${index}.ts` }));

async function put(file: string, content: string): Promise<void> {
  const place = path.join(folder, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, content);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ven-lint-'));
  for (const file of [CONFIG, 'tsconfig.base.json', 'scripts/check/test-rules.mjs']) {
    await cp(path.join(ROOT, file), path.join(folder, file));
  }
  const compilerOptions = { types: ['node'], jsx: 'react-jsx', lib: ['es2023', 'dom'] };
  await put('tsconfig.json', JSON.stringify({ extends: './tsconfig.base.json', compilerOptions }));
  await put('package.json', JSON.stringify({ type: 'module' }));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const { code, file } of CASES) await put(file, `${code}\n`);
  for (const [code, file] of ALLOWED) await put(file, `${code}\n`);

  const oxlint = path.join(ROOT, 'node_modules/.bin/oxlint');
  const { stdout } = await run([oxlint, '--format', 'json'], { cwd: folder });
  for (const { filename, code } of list(record(JSON.parse(stdout)).diagnostics).map(record)) {
    const rule = /\((.+)\)$/.exec(String(code))?.[1] ?? '';
    reported.set(String(filename), [...(reported.get(String(filename)) ?? []), rule]);
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

test.each(CASES)('$rule is reported in $file', ({ rule, file }) => {
  expect(reported.get(file)).toContain(path.basename(rule));
});

test.each(ALLOWED)('%s is allowed in %s', (_code, file) => {
  expect(reported.get(file)).toBeUndefined();
});

test('every rule that the configuration names reports something here', async () => {
  const config = await readFile(path.join(ROOT, CONFIG), 'utf8');
  const named = [...config.matchAll(/^ +"([a-z/-]+)": (?:\[\s*)?"error"/gm)].map(([, rule]) => rule);
  const proven = new Set(['correctness', ...BAD.map(([rule]) => rule)]);
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((rule) => rule === undefined || !proven.has(rule))).toEqual([]);
});
