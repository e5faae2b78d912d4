import { expect, test } from 'vitest';
import { csv } from './csv';

test('a table is written so that a spreadsheet reads it and runs nothing', () => {
  expect(csv([['名称', 'n'], ['a,"b"', 1.5], ['=1+1', null], ['-x', undefined]])).toBe('\uFEFF名称,n\r\n"a,""b""",1.5\r\n\'=1+1,\r\n\'-x,\r\n');
});

test('a negative number is a number and stays one', () => expect(csv([[-3]])).toBe('\uFEFF-3\r\n'));
