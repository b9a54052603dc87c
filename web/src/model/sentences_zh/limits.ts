// Chinese sentences of engine/trace/events_limits.def and reasons_limits.def.
import type { Sentences } from '../event_text';

export const limits: Sentences = {
  events: {
    Brk: '堆的末端在 {old}，可以移到 {brk} 吗？{reason}。',
    DoBrk: '堆从 {start} 长到 {end}：并入前面的 VMA，或自成一个 VMA。',
    MayExpandVm: '还要 {pages} 页，而所有 VMA 已有 {total_vm} 页，私有可写的有 {data_vm} 页：{reason}。',
    MlockFuture: '还要锁定 {pages} 页，而已锁定 {locked_vm} 页：{reason}。',
    Prlimit: '进程 {pid} 的 {resource} 变为 {soft}，最多可提高到 {hard}。',
    Sysctl: '{name} 变为 {value}。',
    DoMseal: '从 {start} 到 {end} 全部封存：此后不能取消映射、移动或改变权限。',
    MsealApply: 'VMA {vma} 上的 mseal，{start} 到 {end}：{reason}。',
    IsSealed: '从 {start} 到 {end} 的 VMA {vma} 挡住了：{reason}。',
  },
  reasons: {
    BrkGrows: '可以，堆变大',
    BrkShrinks: '可以，堆的上部被取消映射',
    BrkSamePage: '可以，页数不增不减：两者在同一页中',
    BrkBelowStart: '不行，堆从更高处开始',
    BrkRlimitData: '不行，堆与程序的数据合计会超过数据限制',
    BrkNothingThere: '不行，新末端与旧末端之间什么也没有映射',
    BrkInTheWay: '不行，下一个 VMA 太近：它和它的保护间隙之前必须空出一页',
    BrkRefused: '不行，后面的一项检查拒绝了',
    PassesRlimitAs: '不行，那会超过整个地址空间的限制',
    PassesRlimitData: '不行，那会超过私有可写内存的限制',
    PassesRlimitMemlock: '不行，那会超过锁定内存的限制',
    ChargeAlways: '模式 1 什么都承诺',
    ChargeWithinLimit: '所有承诺合计低于模式 2 的上限',
    ChargeOverLimit: '所有承诺合计将达到模式 2 的上限，因此不承诺',
    Place32Bit: '1 GiB 到 2 GiB 之间最低的一处足够长的空隙，这是 MAP_32BIT 要求的',
    Place32BitHuge: '按 MAP_32BIT 的要求在 1 GiB 到 2 GiB 之间，并因长度是 2 MiB 的倍数而按 2 MiB 对齐',
    SealedAlready: '已经封存',
    SealedNoUnmap: '封存的 VMA 不能取消映射，也不能被替换',
    SealedNoProtect: '封存的 VMA 保持其权限',
    SealedNoMove: '封存的 VMA 不能移动或改变大小',
  },
};
