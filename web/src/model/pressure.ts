// How hard memory is pressed: zones against their watermarks, what was free after each command and who took pages away meanwhile, and
// how the next round of reclaim would divide its looks (engine/render/pressure.h works that out).
import type { CommandInfo } from '../engine/protocol';
import type { Machine } from './machine';

const kZoneNames = ['DMA', 'DMA32', 'Normal'] as const;
/** MAX_RECLAIM_RETRIES: after so many runs that took nothing kswapd is not woken any more. */
const kHopeless = 16;
const kMaxSwappiness = 200;

export type Level = 'belowMin' | 'belowLow' | 'belowHigh' | 'aboveHigh';

export interface PressureZone {
  /** Its place among the zones that exist, lowest first. */
  place: number;
  name: string;
  free: number;
  min: number;
  low: number;
  high: number;
  level: Level;
}

export interface ScanSide {
  kind: 'anon' | 'file';
  inactive: number;
  active: number;
  /** Of 200. */
  swappiness: number;
  cost: number;
  /** 0 to 1. */
  share: number;
}

export interface Pressure {
  /** The highest first: where requests begin to look. */
  zones: readonly PressureZone[];
  sides: readonly [anon: ScanSide, file: ScanSide];
  /** Why they are divided so. */
  reason: number;
  /** Runs of kswapd in a row that took nothing. */
  failures: number;
  isHopeless: boolean;
}

function levelOf(free: number, min: number, low: number, high: number): Level {
  if (free < min) return 'belowMin';
  if (free < low) return 'belowLow';
  return free < high ? 'belowHigh' : 'aboveHigh';
}

export function pressureOf({ s }: Machine): Pressure {
  const { zones, pressure, scan, lru } = s;
  const all = Array.from(zones.zone, (zone, row): PressureZone => {
    const [free, min, low, high] = [zones.freePages[row]!, zones.watermarkMin[row]!, zones.watermarkLow[row]!, zones.watermarkHigh[row]!];
    return { place: row, name: kZoneNames[zone]!, free, min, low, high, level: levelOf(free, min, low, high) };
  });
  const [anon, file] = [scan.weight[0]!, scan.weight[1]!];
  const swappiness = pressure.swappiness[0]!;
  const shareOf = (weight: number) => (anon + file === 0 ? 0 : weight / (anon + file));
  const sideOf = (kind: ScanSide['kind'], first: number, rest: Pick<ScanSide, 'swappiness' | 'cost' | 'share'>): ScanSide => ({
    kind,
    inactive: lru.count[first] ?? 0,
    active: lru.count[first + 1] ?? 0,
    ...rest,
  });
  const failures = pressure.kswapdFailures[0]!;
  return {
    zones: all.reverse(),
    sides: [
      sideOf('anon', 0, { swappiness, cost: scan.cost[0]!, share: shareOf(anon) }),
      sideOf('file', 2, { swappiness: kMaxSwappiness - swappiness, cost: scan.cost[1]!, share: shareOf(file) }),
    ],
    reason: pressure.reason[0]!,
    failures,
    isHopeless: failures >= kHopeless,
  };
}

export interface PressureStep {
  /** Free pages of each zone when the command had ended, lowest zone first. */
  free: readonly number[];
  kswapd: number;
  direct: number;
}

/** Of the first commands of a log: one that says nothing of what is free left it as it was. */
export function pressureSteps(commands: readonly Pick<CommandInfo, 'free' | 'kswapd' | 'direct'>[], count: number): PressureStep[] {
  let free: readonly number[] = [];
  return commands.slice(0, count).map((command) => {
    free = command.free ?? free;
    return { free, kswapd: command.kswapd ?? 0, direct: command.direct ?? 0 };
  });
}
