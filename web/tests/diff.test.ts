// Every column of the snapshot is compared, or says why a change of it is no news.
import { describe, expect, test } from 'vitest';
import { decodeSnapshot, kSnapshotLayout } from '../src/engine/generated/snapshot';
import { diffMachines } from '../src/model/diff';
import { type ComparedTable, comparedColumns, kCompared, kNotMarked } from '../src/model/diff_columns';
import { Machine } from '../src/model/machine';
import { encodeSnapshot, kArea, machine, machineRows } from './fixture';

/** A row of each table, and what is marked when it changes. */
const kRows: Record<ComparedTable, { row: number; key: string }> = {
  frames: { row: 8, key: 'page:419' },
  vmas: { row: 0, key: 'vma:1' },
  ptes: { row: 3, key: `pte:1/${kArea}` },
  tables: { row: 3, key: 'table:259' },
  mms: { row: 1, key: 'mm:2' },
  anonVmas: { row: 1, key: 'av:2' },
  avcs: { row: 2, key: 'avc:3' },
  mapleNodes: { row: 0, key: 'node:11' },
  mapleSlots: { row: 1, key: 'node:11' },
  swapSlots: { row: 0, key: 'slot:0/5' },
};
/** What makes a row that row: with another one it is another object, which may be marked by its own name. */
const kIds: Partial<Record<ComparedTable, string>> = {
  frames: 'pfn',
  vmas: 'vma',
  tables: 'pfn',
  mms: 'mm',
  anonVmas: 'anonVma',
  avcs: 'avc',
  mapleNodes: 'node',
};

function changed(table: ComparedTable, at: number, column: string): Machine {
  const rows = machineRows();
  const was = rows[table]![at]![column] ?? 0;
  const row = { ...rows[table]![at], [column]: was ^ 1 };
  return new Machine(decodeSnapshot(encodeSnapshot({ ...rows, [table]: rows[table]!.map((one, i) => (i === at ? row : one)) })));
}

test('every table is compared, or says why not', () => {
  const tables = kSnapshotLayout.map(([name]) => name).sort();
  expect([...Object.keys(kCompared), ...Object.keys(kNotMarked)].sort()).toEqual(tables);
});

test('what is left out is a column that exists', () => {
  for (const [table, silent] of Object.entries(kCompared)) {
    const columns = kSnapshotLayout.find(([name]) => name === table)![1].map(([column]) => column);
    expect(columns, table).toEqual(expect.arrayContaining(Object.keys(silent)));
  }
});

describe.each(Object.keys(kRows) as ComparedTable[])('a row of %s', (table) => {
  const { row, key } = kRows[table];
  test.each(comparedColumns(table).filter((column) => column !== kIds[table]))('is marked for %s', (column) => {
    // The order of the leaves, which the comparison walks, follows from the tables; only the column's own change may mark the object.
    const { keys } = diffMachines(machine(), changed(table, row, column));
    expect([...keys]).toContain(key);
  });
});

test('an area that is sealed, or gets a key, is marked', () => {
  // VM_SEALED is bit 63, VM_PKEY_BIT0 bit 32 of vm_flags: both in the high half.
  expect(comparedColumns('vmas')).toContain('flagsHi');
  expect(diffMachines(machine(), changed('vmas', 1, 'flagsHi')).keys).toEqual(new Set(['vma:2']));
});
