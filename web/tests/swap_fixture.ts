// A machine with swap, made by hand: process 1 has the first page of its area in slot 0:5, which process 2 names, too; slot 0:6 is process
// 1's second page, with a shadow; slot 0:7 is cached for frame 0x1a3, and no entry names it.
import { decodeSnapshot, NONE } from '../src/engine/generated/snapshot';
import { Machine } from '../src/model/machine';
import { encodeSnapshot, kArea, kOld, machineRows, type Rows } from './fixture';

/** Entries of the swap form: the offset inverted above bit 9, bit 3 for exclusive (engine/pgtable/absent.h). */
export const kFive = { entryLo: 0xfffff400, entryHi: 0x07ffffff, pfn: NONE };
export const kSixExclusive = { entryLo: 0xfffff208, entryHi: 0x07ffffff, pfn: NONE };

const name = '/dev/sda';
const slot = (offset: number, count: number, more: object = {}) => ({ area: 0, offset, count, pfn: NONE, ...more });

export function swapRows(): Rows {
  const rows = machineRows('before');
  const ptes = rows.ptes!.flatMap((pte) => {
    if (pte.level !== 1) return [pte];
    const first = { ...pte, ...kFive };
    return pte.tablePfn === 0x103 ? [first, { ...pte, ...kSixExclusive, index: pte.index! + 1, vpn: kArea + 1 }] : [first];
  });
  const tables = rows.tables!.map((table, row) => ({ ...table, used: row === 3 ? 2 : 1, firstPte: row < 4 ? row : row + 1 }));
  const text = [...rows.text!, ...Array.from(name, (char) => ({ byte: char.charCodeAt(0) }))];
  return {
    ...rows,
    ptes,
    tables,
    text,
    swapAreas: [
      { area: 0, kind: 1, prio: -2, pages: 1023, max: 1024, inuse: 3, clusters: 2, nameStart: rows.text!.length, nameLength: name.length },
    ],
    swapClusters: [{ area: 0, list: 3, cluster: 0, count: 4 }],
    swapSlots: [slot(0, 0, { flags: 2 }), slot(5, 2), slot(6, 1, { shadow: 1 }), slot(7, 0, { flags: 1, pfn: kOld })],
    swapCpus: [{ cpu: 1, area: 0, offset: 8 }],
  };
}

export const swapMachine = (more: Partial<Rows> = {}): Machine =>
  new Machine(decodeSnapshot(encodeSnapshot({ ...swapRows(), ...(more as Rows) })));
