// English words of drawings in general, and of the page's arrangement.
export const enDraw = {
  'layout.label': 'Arrangement of the page',
  'layout.story': 'Story',
  'layout.explore': 'Many panes',
  'layout.lesson': 'Lesson',
  'layout.projector': 'Projector',
  'layout.border': 'Border: drag, arrow keys; double click puts away',
  'layout.back': 'The picture before (F8)',
  'layout.pin': 'Hold this picture',
  'layout.side': 'Small pictures',
  'layout.shell': 'Show the shell',
  'draw.tools': 'Zoom {pane}',
  'draw.smaller': 'Zoom out (−)',
  'draw.larger': 'Zoom in (+)',
  'draw.fit': 'Show all of it (0)',
} as const;
