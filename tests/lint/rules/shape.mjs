// What the repository looks like from outside: what stands at its top, and how the engine's files are called.
const topFiles = /^(?:CMakeLists\.txt|CMakePresets\.json|Makefile|LICENSE|README\.md|CONTRIBUTING\.md|\.[\w-]+)$/;
const topFolders = /^(?:engine|web|wasm-bindings|lessons|tests|\.ci|\.github)\//;

export const topOfTheTree = {
  name: 'top level: nothing but what belongs there',
  check: (tree) =>
    tree
      .filter(({ name }) => !topFiles.test(name) && !topFolders.test(name))
      .map(({ name }) => `${name}:1: does not belong at the top level`),
  good: ['README.md', '.gitignore', 'engine/README.md', '.ci/run'].map((name) => ({ name, text: '' })),
  bad: ['notes.md', 'tools/a.sh', 'src/a.cc'].map((name) => [{ name, text: '' }]),
};

const isNamed = (name) => /^(?:engine|wasm-bindings|tests\/(?:unit|property|support|bench))\/.*\.(?:cc|h|inl|def)$/.test(name);

export const fileNames = {
  name: 'file names: snake_case for C++',
  check: (tree) =>
    tree
      .filter(({ name }) => isNamed(name) && !/^[a-z0-9_]+\.\w+$/.test(name.split('/').at(-1)))
      .map(({ name }) => `${name}:1: not snake_case`),
  good: [{ name: 'engine/mm/do_anonymous_page.cc', text: '' }, { name: 'web/src/app/App.tsx', text: '' }],
  bad: [[{ name: 'engine/mm/doAnon.cc', text: '' }], [{ name: 'tests/unit/a-b.cc', text: '' }]],
};
