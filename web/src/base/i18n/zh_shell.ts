// 关于命令行的文字。
export const zhShell = {
  'term.left': '… 还有 {commands}：`history` 列出全部',
};
