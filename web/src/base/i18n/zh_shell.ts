// 关于命令行的文字。
export const zhShell = {
  'term.left': '… 还有 {commands}：`history` 列出全部',
  'help.sideways': '命令行中：文件比窗格宽时左右移动',
  'help.things': '命令行中：在各行所指的事物间移动；回车查询',
};
