// Words around the story across the top. What it tells has words of its own (model/story).
export const enStory = {
  'story.title': 'What happened, and why',
  'story.levels': 'In which words',
  'story.plain': 'Plain',
  'story.course': 'Course',
  'story.kernel': 'Kernel',
  'story.sums': 'In figures',
  'story.tries': 'What to try next',
};
