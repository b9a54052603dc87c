// Swap areas: a head line each with what is known of it, and where areas are large their clusters as squares, filled as far as they are.
import { grouped } from '../../base/hex';
import type { Mark, Word } from '../../draw/mark';
import { fitting, kSmall, widthOf } from '../../draw/shape';
import { type AreaBox, type SquaresBox, squarePlace } from '../../layout/swap';
import { clusterId, kClusterSlots } from '../../model/slot_runs';
import { changedClusters, type SwapArea, type SwapCluster } from '../../model/swap';
import { slotsMarks } from './slot_marks';
import { clusterRound, clusterTone, type SwapScene, slotName } from './swap_scene';

export function areaMarks(scene: SwapScene, area: SwapArea, box: AreaBox): Mark[] {
  const squares = box.squares ? squareMarks(scene, area, box.squares) : [];
  return [headMark(scene, area, box), ...squares, ...box.slots.flatMap((one) => slotsMarks(scene, area, one))];
}

function headMark({ say }: SwapScene, area: SwapArea, { head }: AreaBox): Mark {
  const name = `${say('area', { area: area.area })}  ${area.name}`;
  const nextOf = ({ cpu, offset }: SwapArea['next'][number]) => {
    const slot = slotName({ area: area.area, offset });
    return cpu === null ? say('next', { slot }) : say('nextCpu', { cpu, slot });
  };
  const holes = { kind: area.kind, prio: area.prio, inuse: grouped(area.inuse), pages: grouped(area.pages) };
  const facts = say('facts', holes);
  const long = [facts, ...area.next.map(nextOf)].join(' · ');
  const x = widthOf(name, 12, false) * 1.08 + 28;
  const second = fitting([long, facts, say('factsShort', holes)], head.w - x - 8, kSmall);
  const words: Word[] = [
    { text: name, bold: true },
    { text: second, x, small: true, ink: 'dim' },
  ];
  return { key: `swap-area:${area.area}`, kind: 'list', ...head, tone: 'own-anon', label: `${name}: ${long}`, words };
}

function squareMarks(scene: SwapScene, area: SwapArea, box: SquaresBox): Mark[] {
  const changed = changedClusters(scene.change);
  return box.shares.map(({ from, count }, at): Mark => {
    const clusters = Array.from({ length: count }, (_, one) => scene.swap.clusterOf(area.area, from + one));
    const isOpen = scene.opened?.area === area.area && scene.opened.cluster >= from && scene.opened.cluster < from + count;
    const isChanged = clusters.some((_, one) => changed.has(clusterId(area.area, from + one)));
    const used = clusters.reduce((sum, one) => sum + one.count, 0);
    const list = listOf(clusters);
    return {
      key: `cluster:${area.area}/${from}`,
      kind: 'slot',
      ...squarePlace(box, at),
      tone: clusterTone(list),
      round: clusterRound(list),
      ...(used === 0 ? {} : { part: Math.max(0.2, used / (count * kClusterSlots)) }),
      walked: isOpen,
      open: isOpen,
      act: `cluster:${area.area}/${from + firstUsed(clusters)}`,
      label: squareLabel(scene, area, from, clusters, used),
      ...(isChanged ? { changed: 'direct' as const } : {}),
    };
  });
}

/** Of several clusters the list that all are on; of mixed ones it is that of the first that is not free. */
const listOf = (clusters: readonly SwapCluster[]) => (clusters.find(({ list }) => list !== 'free') ?? clusters[0]!).list;

const firstUsed = (clusters: readonly SwapCluster[]) =>
  Math.max(
    0,
    clusters.findIndex(({ count }) => count > 0),
  );

function squareLabel({ say }: SwapScene, { area }: SwapArea, from: number, clusters: readonly SwapCluster[], count: number): string {
  const [first] = clusters;
  if (clusters.length === 1) return say('clusterName', { cluster: from, area, list: first!.list, count });
  return say('clustersName', { from, to: from + clusters.length - 1, area, count, all: clusters.length * kClusterSlots });
}
