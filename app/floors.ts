/**
 * Who may import whom: a module may import only from floors below its own (and only another module's index.ts).
 * Checked by `bin/checks`.
 */
export const floors: readonly (readonly string[])[] = [
  ['platform'],
  ['web'],
  ['activity'],
  ['identity'],
  ['customers'],
  ['events', 'segments', 'tasks', 'messages'],
  ['health', 'plays'],
  ['effects', 'touch', 'hypotheses'],
  ['today', 'sample'],
]
