// Words of the dialogs for sharing and for help; they come with their code, both languages at once.
import type { Args } from '../base/i18n';
import { language } from './prefs';

const en = {
  'share.title': 'Share this machine',
  'share.text': 'The link holds the commands, not a recording: whoever opens it runs them anew and gets this very machine.',
  'share.copy': 'Copy link',
  'share.copied': 'Copied',
  'share.copyFailed': 'Select the link and copy it by hand.',
  'share.link': 'Link',
  'share.size': '{chars} characters · {commands}',
  'help.title': 'Keys and gestures',
  'help.f6': 'next pane, Shift+F6 back',
  'help.tab': 'in the shell: complete the word, list what fits; on an empty prompt or after Esc: leave the shell',
  'help.letters': 'letters go to the prompt from everywhere',
  'help.search': 'in the shell: search the history',
  'help.arrows': 'in a drawing: move to what lies there; on the timeline: one event',
  'help.enter': 'in a drawing: choose, and type the command that asks about it',
  'help.space': 'on the timeline: play or pause',
  'help.undo': 'undo and redo, outside the shell',
  'help.hover': 'Point at a page, entry, area or anon_vma: it lights up wherever it is drawn.',
  'help.offline': 'Works without a network after the first visit.',
  'help.oneFile': 'The whole page as one file, to be kept and opened anywhere',
  'help.licences': 'Licences of Pagewalk and of the libraries in it',
  'help.colours': 'Amber: changed by the last command. Blue: chosen. Each process has its own colour.',
  'share.look': 'Also where I look now: {what}',
  'share.note': 'A note for whoever opens it (plain text, {most} characters at most)',
  'share.embed': 'For a page of your own',
  'share.embedText': 'Whoever reads that page sees the machine there and can step through it; nothing of their own is touched.',
  'share.embedCode': 'HTML to put there',
  'help.sideways': 'in the shell: sideways, where a file is wider than it',
  'help.things': 'in the shell: from thing to thing in its rows; Enter asks about it',
};
type Key = keyof typeof en;

const zh: Readonly<Record<Key, string>> = {
  'share.title': '分享这台机器',
  'share.text': '链接里是命令，不是录像：打开它的人会重新执行，得到完全相同的机器。',
  'share.copy': '复制链接',
  'share.copied': '已复制',
  'share.copyFailed': '请选中链接并手动复制。',
  'share.link': '链接',
  'share.size': '{chars} 个字符 · {commands}',
  'help.title': '按键与操作',
  'help.f6': '下一窗格，Shift+F6 返回',
  'help.tab': '在命令行：补全，列出候选；命令行为空或按过 Esc 时：离开命令行',
  'help.letters': '在任何地方键入字母都会进入命令行',
  'help.search': '在命令行：搜索历史',
  'help.arrows': '在图中：移到那个方向的对象；在时间线上：一个事件',
  'help.enter': '在图中：选中，并输入查询它的命令',
  'help.space': '在时间线上：播放或暂停',
  'help.undo': '撤销与重做（命令行之外）',
  'help.hover': '指向一页、一个页表项、一个 VMA 或一个 anon_vma，它在各处同时亮起。',
  'help.offline': '访问过一次之后，没有网络也能使用。',
  'help.oneFile': '把整个页面存成一个文件，随处都能打开',
  'help.licences': 'Pagewalk 及其所含各库的许可证',
  'help.colours': '琥珀色：上一条命令改变的。蓝色：选中的。每个进程有自己的颜色。',
  'share.look': '同时带上我正在看的位置：{what}',
  'share.note': '给打开者的附言（纯文本，最多 {most} 字）',
  'share.embed': '放进你自己的网页',
  'share.embedText': '读者会在那里看到这台机器，并能逐步查看；不会触及他们自己的任何内容。',
  'share.embedCode': '要放进去的 HTML',
  'help.sideways': '命令行中：文件比窗格宽时左右移动',
  'help.things': '命令行中：在各行所指的事物间移动；回车查询',
};

export const say = (key: Key, args: Args = {}): string =>
  (language.value === 'zh' ? zh : en)[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
