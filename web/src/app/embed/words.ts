// Words of the page that stands inside another one; they come with its code, both languages at once.
import { teller } from '../late_words';

const en = {
  noLink: 'There is nothing to show: the address carries no machine. Its address comes from Share in Pagewalk.',
  open: 'Open in Pagewalk',
  backCommand: 'The command before',
  nextCommand: 'The next command',
};

const zh: Readonly<Record<keyof typeof en, string>> = {
  noLink: '没有可显示的内容：地址里没有机器。请在 Pagewalk 里用“分享”取得地址。',
  open: '在 Pagewalk 中打开',
  backCommand: '上一条命令',
  nextCommand: '下一条命令',
};

export const tell = teller(en, zh);
