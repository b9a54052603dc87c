// Chinese sentences of engine/trace/events_file.def and reasons_file.def.
import type { Sentences } from '../event_text';

export const file: Sentences = {
  events: {
    ShmemZeroSetup: '没有文件的 MAP_SHARED：为它建立对象 {file}，即 tmpfs 中一个可容纳 {pages} 页的无名文件：{reason}。',
    ShmemEvict: '再没有 VMA 映射对象 {file}，它连同 {pages} 页一起消失。',
    DoReadFault: '读文件的第 {index} 页，还没有任何页表项映射它。',
    DoSharedFault: '写共享映射的第 {index} 页，还没有任何页表项映射它。',
    DoFaultAround: '从 {start} 到 {end}，已在页缓存中的页顺便一起映射：{mapped} 页。',
    ShmemFault: '对象 {file} 的第 {index} 页：{reason}。',
    AddFileRmap: '又有一个页表项映射页帧 {pfn}：{mapcount} 个。无论谁映射它，它的 mapping 都指向文件。',
    FileRmapWalk: '谁映射了页帧 {pfn}？它的 mapping 指向对象 {file}，覆盖该页的每个 VMA 都要问一遍。',
    FileRmapVisit: 'VMA {vma} 会把它映射在 {addr}：{reason}。',
    DoSigbus: '因 {addr} 发出 SIGBUS（BUS_ADRERR）：{reason}。',
    BeginNewExec: '进程 {pid} 从此运行另一个程序，使用全新的地址空间 {mm}。',
    LoadArea: '程序映像有一个从 {start} 到 {end} 的 VMA。',
    FdInstall: '描述符 {fd} 现在指向文件 {file}。',
    FdClose: '描述符 {fd} 不再指向文件 {file}。',
  },
  reasons: {
    ShmemPromised: '它的所有页此刻就被承诺，无论是否访问',
    ShmemNoReserve: '它的页在被访问时逐页承诺',
    ShmemFound: '之前有人访问过它，它的页帧在页缓存中',
    ShmemAllocated: '一个清零的页帧被放入页缓存',
    ShmemBeyondEnd: '对象在它之前就结束了，没有可映射的内容（SIGBUS）',
    ShmemSwappedIn: '页缓存里是它在交换区中的位置，于是把它读回来',
    ShmemNoSpace: '无法再承诺一页，文件系统把这报告为空间不足（SIGBUS）',
    PteNoneFile: '页表项为空，而该 VMA 映射的是文件',
    PteProtShared: '按 VMA 的权限；共享页可以立即写，没有人会得到副本',
  },
};
