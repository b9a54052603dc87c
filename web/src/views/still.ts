// The drawing of a view without the view: of any machine, in any room, for pictures that stand in a text.
import type { Translate } from '../base/i18n';
import type { Size } from '../draw/camera';
import type { Content } from '../draw/mark';
import { kNothing } from '../draw/mark';
import { frameMap } from '../layout/memory';
import { kNoSentences } from '../model/event_text';
import { copiesOf, kNoOrigins } from '../model/origins';
import { pickSpaces } from '../model/pick';
import { kFolded } from '../model/pick_family';
import { pageWalk } from '../model/rmap';
import type { Seen } from '../model/seen';
import { walkOf } from '../model/walk';
import { memoryContent } from './memory/memory_marks';
import { rmapContent } from './rmap/rmap_marks';
import { spaceContent } from './spaces/space_marks';
import { tableContent } from './tables/table_small';

type Draw = (seen: Seen, room: Size, t: Translate) => Content | Promise<Content>;

const kNone: ReadonlySet<never> = new Set();

function drawSpaces({ machine, focus, change, strength, merges }: Seen, room: Size, t: Translate): Content {
  const where = { mm: machine.mmOf(focus.pid), vpn: focus.vpn };
  const picked = pickSpaces(machine, focus, change);
  return spaceContent({ machine, picked, merges, change, strength, origins: kNoOrigins, focus: where, opened: new Set(), room, t });
}

function drawTables({ machine, focus: { pid, vpn }, change, strength }: Seen, { width, height }: Size, t: Translate): Content {
  const mm = machine.mmOf(pid);
  if (mm === null) return kNothing;
  const folding = { openedRows: kNone, openedTables: kNone, folded: kNone };
  const walk = vpn === null ? null : walkOf(machine, mm, vpn);
  return tableContent({ machine, walk, change, strength, t, options: { mm, vpn, width, height, changed: change.rows, ...folding } });
}

function drawRmap({ machine, focus, change, strength }: Seen, { width, height }: Size, t: Translate): Content {
  const walks = focus.pfns.map((pfn) => pageWalk(machine, pfn)).filter((walk) => walk !== null);
  const drawn = walks.filter((walk) => walk.anonVma !== null && walk.mapcount > 0);
  if (drawn.length === 0) return kNothing;
  return rmapContent({ machine, walks: drawn, change, strength, focus, unfolded: kFolded, t, width, height });
}

function drawMemory({ machine, focus, change, strength }: Seen, room: Size, t: Translate): Content {
  const pfn = focus.pfns[0] ?? machine.s.frames.pfn[0] ?? 0;
  const cpu = machine.task(focus.pid)?.cpu ?? 0;
  return memoryContent({
    machine,
    map: frameMap(machine),
    change,
    strength,
    copies: copiesOf(machine, change),
    pfn,
    cpu,
    only: null,
    room,
    t,
  });
}

async function drawTree({ machine, before, focus: { pid, vpn }, change, strength }: Seen, { width, height }: Size, t: Translate) {
  const { mapleContent } = await import('./tree/maple_marks');
  const mm = machine.mmOf(pid);
  if (mm === null) return kNothing;
  const options = { width, height, switched: new Map<number, boolean>(), unfolded: kNone, full: kNone };
  return mapleContent({ machine, before, mm, vpn, changed: change.keys, strength, t, options });
}

async function drawSwap(seen: Seen, room: Size) {
  const [{ swapContent }, { sceneOf }, { swapWords }] = await Promise.all([
    import('./swap/swap_marks'),
    import('./swap/swap_scene'),
    import('./swap/words'),
  ]);
  const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
  return swapContent({ ...sceneOf(seen, { chosen: null, opened: null }), room, say: swapWords(language) });
}

async function drawLists({ machine, before, change, strength, focus }: Seen, room: Size) {
  const [{ listsContent }, { listsOf, movesOf }, { listsWords }] = await Promise.all([
    import('./lists/lists_marks'),
    import('../model/lists'),
    import('./lists/words'),
  ]);
  const say = listsWords(document.documentElement.lang.startsWith('zh') ? 'zh' : 'en');
  const scene = { machine, lists: listsOf(machine), moves: movesOf(before, machine, []), change, strength, pfns: focus.pfns };
  return listsContent({ ...scene, unfolded: kNone, sentences: kNoSentences, room, say });
}

const kDrawn: Readonly<Record<string, Draw>> = {
  spaces: drawSpaces,
  tables: drawTables,
  rmap: drawRmap,
  memory: drawMemory,
  tree: drawTree,
  swap: drawSwap,
  lists: drawLists,
};

/** The same view of each. Views that are no drawing, or have nothing to draw there, leave the picture to the address spaces. */
export async function stillsOf(view: string, all: readonly Seen[], room: Size, t: Translate): Promise<Content[]> {
  const draw = kDrawn[view];
  const contents = draw ? await Promise.all(all.map((seen) => draw(seen, room, t))) : [];
  const isDrawn = contents.length > 0 && contents.every(({ marks }) => marks.length > 0);
  return isDrawn ? contents : all.map((seen) => drawSpaces(seen, room, t));
}
