// 顶部讲述条周围的文字。讲述本身另有词句（model/story）。
export const zhStory = {
  'story.title': '发生了什么，为什么',
  'story.levels': '用哪种说法',
  'story.plain': '通俗',
  'story.course': '课堂',
  'story.kernel': '内核',
  'story.sums': '数字概括',
  'story.tries': '接下来可以试试',
};
