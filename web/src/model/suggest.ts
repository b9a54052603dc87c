// Commands worth trying next, for who does not want to type: the path of the first walk, then what asks about the machine as it is.
import type { Machine } from './machine';

export function suggestions(machine: Machine, names: Readonly<Record<string, string>>, current: number, last: string): string[] {
  const list = candidates(machine, names, current);
  // What was just done goes to the end.
  return [...list.filter((one) => one !== last), ...list.filter((one) => one === last)];
}

/** Lessons keep counts and frame numbers under names, too: nothing can be stored there. */
const isMapped = ({ vmas }: Machine, addr: number) => vmas.some(({ start, end }) => addr >= start * 4096 && addr < end * 4096);

function candidates(machine: Machine, names: Readonly<Record<string, string>>, current: number): string[] {
  const name = Object.keys(names).find((one) => isMapped(machine, Number(names[one])));
  const other = machine.tasks.find((task) => !task.zombie && task.pid !== current);
  if (!name) return ['a = mmap 64K', 'ps', 'cat /proc/1/maps', 'help'];
  const list = [`write $${name}`, `rmap $${name}`, `walk $${name}`];
  list.unshift(other ? `@${other.pid} write $${name} "child"` : 'fork');
  list.push(`mprotect $${name} 8K r`, `write $${name}+4K n=3`, `munmap $${name} 4K`);
  if (other) list.push(`@${other.pid} exit`);
  list.push(`cat /proc/${current}/smaps | head`, 'cat /proc/buddyinfo', 'undo', 'help');
  return list;
}
