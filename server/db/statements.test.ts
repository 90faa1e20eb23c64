import { expect, test } from 'vitest';
import { statementsOf } from './statements.ts';

test.each([
  ['', []],
  [' ;; \n', []],
  ['SELECT 1', ['SELECT 1']],
  ['-- CreateTable; x\nCREATE TABLE a (b);\n\n-- end;', ['CREATE TABLE a (b)']],
  [`INSERT INTO a VALUES ('x;''y'); SELECT ";"""`, [`INSERT INTO a VALUES ('x;''y')`, 'SELECT ";"""']],
  ['SELECT/* ; */1;SELECT 2', ['SELECT 1', 'SELECT 2']],
])('%j', (script, statements) => {
  expect(statementsOf(script)).toEqual(statements);
});
