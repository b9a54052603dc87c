// The maple tree of the process that is looked at, with what somebody opened, closed and unfolded of it.
import { signal } from '@preact/signals';
import type { Size } from '../../draw/camera';
import type { Machine, Vma } from '../../model/machine';
import { useView } from '../context';
import { Drawn } from '../drawn';
import { mapleContent } from './maple_marks';

interface Switches {
  nodes: ReadonlyMap<number, boolean>;
  unfolded: ReadonlySet<number>;
  full: ReadonlySet<number>;
}

const switches = signal<Switches>({ nodes: new Map(), unfolded: new Set(), full: new Set() });

/** "open:7", "close:7", "all:7", "full:7": what is done, and the node. */
function act(what: string): void {
  const [verb, id] = what.split(':');
  const node = Number(id);
  const { nodes, unfolded, full } = switches.value;
  if (verb === 'open' || verb === 'close') switches.value = { nodes: new Map(nodes).set(node, verb === 'open'), unfolded, full };
  if (verb === 'all') switches.value = { nodes, unfolded: new Set(unfolded).add(node), full };
  if (verb === 'full') switches.value = { nodes, unfolded, full: new Set(full).add(node) };
}

export interface TreeProps {
  machine: Machine;
  mm: number;
  vpn: number | null;
  /** Areas that stand out. */
  fits: (vma: Vma) => boolean;
}

export function MapleDrawing({ machine, mm, vpn, fits }: TreeProps) {
  const { t, moment, strength } = useView();
  const { nodes, unfolded, full } = switches.value;
  const now = moment.value;
  const content = ({ width, height }: Size) =>
    mapleContent({
      machine,
      before: now?.before ?? null,
      mm,
      fits,
      vpn,
      changed: now?.change.keys ?? new Set(),
      strength: strength.value,
      t: t.value,
      options: { width, height, switched: nodes, unfolded, full },
    });
  return <Drawn name="tree" label={t.value('pane.tree')} content={content} act={act} />;
}
