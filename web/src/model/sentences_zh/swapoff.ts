// Chinese sentences of engine/trace/events_swapoff.def and reasons_swapoff.def.
import type { Sentences } from '../event_text';

export const swapoff: Sentences = {
  events: {
    TryToUnuse: '交换区 {type} 中的一切都要回到内存；有 {used} 个槽在用，结束时剩 {left} 个：{reason}。',
    ShmemUnuse: '对象 {object} 有页在这个交换区里；{pages} 页回到对象的缓存。',
    UnuseMm: '在地址空间 {mm} 的页表中寻找指向交换区 {type} 的项。',
    UnusePte: '{addr} 的页表项 {pte}：{reason}。',
  },
  reasons: {
    UnuseNoHeadway: '出去的页和进来的一样多，所以这个交换区重新启用',
    UnuseNoFrame: '下一页已没有页帧可用，所以这个交换区重新启用',
    UnuseChanged: '它现在说的是别的事，不去动它',
    UnuseExclusive: '它重新映射这一页，未被访问且只读；页是独占的，和原来的项一样',
    UnuseShared: '它重新映射这一页，未被访问且只读，不是独占的：别人也有过这个项',
    UnusePoisoned: '设备读不出这一页，从此那里是一个毒标记，谁碰它就得到 SIGBUS',
  },
};
