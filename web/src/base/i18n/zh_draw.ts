// Chinese words of drawings in general, and of the page's arrangement.
export const zhDraw = {
  'layout.label': '页面布局',
  'layout.story': '故事',
  'layout.explore': '多窗格',
  'layout.lesson': '课程',
  'layout.projector': '投影',
  'layout.border': '边界：拖动或用方向键；双击收起',
  'layout.back': '上一幅图（F8）',
  'layout.pin': '固定这幅图',
  'layout.side': '小图',
  'layout.shell': '显示命令行',
  'draw.tools': '缩放{pane}',
  'draw.smaller': '缩小（−）',
  'draw.larger': '放大（+）',
  'draw.fit': '显示全部（0）',
} as const;
