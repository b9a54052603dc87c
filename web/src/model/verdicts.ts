// Which reasons say no: a check that refused, a question answered in the negative. By the reason's key, so that every language shows it.
import { type EventRecord, infoOf, kReasons } from '../engine/generated/events';

const kNo = `
  WatermarkMin NoBlock OutOfMemory FaultinHole FaultinForbidden FaultinFault
  MergeNoNeighbour MergeNotTouching MergeNotAtStart MergeNotAtEnd MergeSpecial MergeFlagsDiffer MergeFileDiffers MergeAnonVmaDiffers
  MergeNeighbourForked MergeRangeForked MergePgoffDiffers MergeNeighboursDiffer MergeNone
  AnonVmaNotTouching AnonVmaFileDiffers AnonVmaFlagsDiffer AnonVmaPgoffDiffers AnonVmaNeighbourHasNone AnonVmaNeighbourForked
  CloneNotReused ReuseRoot ReuseManyChildren ReuseActive
  RmapNotAnon RmapNotMapped RmapNoTable RmapEntryEmpty RmapOtherFrame
  NoVma KernelAddress VmaNotWritable VmaNotAccessible PteForbids StackTooLow StackRlimit StackGuardGap StackPgoff
  RefcountOver3 RefcountOver1
  ChargeRefused ChargeOverLimit PassesRlimitAs PassesRlimitData PassesRlimitMemlock
  PlaceHintTooHigh PlaceHintOccupied PlaceHintGuardGap ShmemBeyondEnd ShmemNoSpace
  GrowNotAtEnd GrowOccupied GrowTooHigh RealignUnequal RealignTooShort RealignNotAtStart RealignOccupied MoveNotWholeTable
  MoveTableInTheWay NewRangeUnmapped
  AdviceLocked AdviceNotAnonymous AdviceSpecial AdviceDroppable AdviceSealed LazyfreeNotOnLru LazyfreeUnevictable
  PopulateNoAccess MlockSpecial MlockOverLimit ExecuteOnlyNone
  BrkBelowStart BrkRlimitData BrkNothingThere BrkInTheWay BrkRefused
  SealedNoUnmap SealedNoProtect SealedNoMove
  GupNoArea GupNotReadable GupNotWritable GupNotPrivate GupSpecial`;

const kNoReasons: ReadonlySet<string> = new Set(kNo.trim().split(/\s+/));
/** Events that are a refusal themselves, whatever their reason. */
const kNoEvents: ReadonlySet<string> = new Set(['Refused', 'BadArea', 'GeneralProtection', 'FaultOom', 'DoSigbus']);

/** For the tests, which check that the engine still has them. */
export const verdictReasons = (): string[] => [...kNoReasons];
export const verdictEvents = (): string[] => [...kNoEvents];

export function saysNo(event: EventRecord): boolean {
  return kNoEvents.has(infoOf(event)?.id ?? '') || kNoReasons.has(kReasons[event.reason]?.id ?? '');
}
