// Constructs that would break determinism or the build without exceptions, and words that have no place in the project.
import { blankOut, lineOf } from '../source.mjs';
import { isCpp } from '../tree.mjs';

const inEngine = (file) => isCpp(file) && file.name.startsWith('engine/');
const layerOf = (name) => /^engine\/([\w-]+)\//.exec(name)?.[1] ?? '';
const isState = (file) => /^(?:base|trace|vma|phys|pgtable|rmap|mm|kernel)$/.test(layerOf(file.name));

// [what to look for in code without comments and strings, why not, where (everywhere in the engine unless told)]
const constructs = [
  [/\bstd::unordered_\w+|<unordered_(?:map|set)>/g, 'its order of iteration differs between builds'],
  [/\bstd::(?:map|set|multimap|multiset)<\s*(?:const\s+)?[\w:]+\s*\*/g, 'a pointer as a key makes the order depend on addresses'],
  [/\bstd::hash\b/g, 'its values differ between builds; use engine/base/hasher.h'],
  [
    /\bstd::(?:shuffle|random_device|mt19937\w*|\w+_distribution|default_random_engine)\b|<random>/g,
    "use the machine's own seeded generator",
  ],
  [/\b(?:std::)?s?rand(?:om)?\s*\(/g, "use the machine's own seeded generator"],
  [/<(?:chrono|ctime|time\.h|sys\/time\.h)>|\bstd::chrono\b/g, 'no wall clock'],
  [/(?<![\w.:>])(?:std::)?(?:time|clock|clock_gettime|gettimeofday)\s*\(/g, 'no wall clock'],
  [/<(?:thread|mutex|atomic|future)>|\bstd::(?:thread|mutex|atomic)\b/g, 'the machine is one thread'],
  [/\b(?:throw|dynamic_cast|typeid)\b|\btry\s*\{|\bcatch\s*\(/g, 'built without exceptions and RTTI; use Result<T>'],
  [/\b(?:float|double)\b/g, 'no floating point: it differs between builds', (file) => !/^(?:api|cli)$/.test(layerOf(file.name))],
  [
    /<(?:iostream|fstream)>|\bstd::(?:cout|cerr|cin)\b/g,
    'only the command line program reads and prints',
    (file) => layerOf(file.name) !== 'cli',
  ],
  [/\blong\b/g, 'its size differs between builds; use the names of engine/base/types.h', (file) => layerOf(file.name) !== 'cli'],
  [/^[ \t]*(?:std::)?s?size_t[ \t]+\w+(?:[ \t]*=[^;(]*|\{[^}]*\})?;/gm, 'its size differs between builds; use u32 or u64 in state',
    (file) => isState(file) && /\.(?:h|inl)$/.test(file.name)],
];

function checkConstructs(file) {
  const code = blankOut(file.text);
  return constructs
    .filter(([, , where]) => !where || where(file))
    .flatMap(([pattern, why]) =>
      [...code.matchAll(pattern)].map((match) => `${file.name}:${lineOf(code, match.index)}: '${match[0].trim()}': ${why}`),
    );
}

const engine = (text, name = 'engine/mm/a.h') => [{ name, text }];

export const bannedConstructs = {
  name: 'banned constructs in the engine',
  check: (tree) => tree.filter(inEngine).flatMap(checkConstructs),
  good: [
    { name: 'engine/mm/a.h', text: '// throw a float\nu64 run_time(u64 x); std::map<u32, u32> m; auto s = "double"; size_t n();\n' },
    { name: 'engine/mm/b.h', text: "x.try_get(); u64 n = 1'000; std::vector<int*> v; Result<u64> elapsed(u64 at);\n" },
    { name: 'engine/cli/a.cc', text: '#include <iostream>\nlong n = 0;\n' },
    { name: 'engine/api/a.h', text: 'double column;\n' },
  ],
  bad: [
    engine('std::unordered_map<int, int> m;'),
    engine('std::map<const Page*, int> m;'),
    engine('std::hash<int> h;'),
    engine('std::shuffle(a, b, c);'),
    engine('#include <random>'),
    engine('int x = rand();'),
    engine('#include <chrono>'),
    engine('auto x = time(nullptr);'),
    engine('std::atomic<int> n;'),
    engine('throw 1;'),
    engine('try { f(); }'),
    engine('double x;'),
    engine('std::cout << 1;', 'engine/shell/a.cc'),
    engine('unsigned long x;'),
    engine('long n = 0;', 'engine/shell/a.cc'),
    engine('  std::size_t count = 0;'),
    engine('  size_t count_{0};'),
  ],
};

// Put together so that this file does not hold what it looks for.
const words = [
  [new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`, 'g'), 'unfinished business'],
  [
    new RegExp(`(?<![\\w.-])/(?:${['wo' + 'rk', 'fa' + 'rm', 'tm' + 'p', 'ho' + 'me', 'ro' + 'ot'].join('|')})/`, 'g'),
    'a path of one machine',
  ],
  [/^(?:<{7}|>{7}) /gm, 'a conflict that was not resolved'],
  [new RegExp(`\\bissue\\s+#?${'\\d'}+`, 'gi'), 'a number that a reader of the repository cannot look up'],
];

export const bannedWords = {
  name: 'banned words and machine paths',
  check: (tree) =>
    tree.flatMap((file) =>
      words.flatMap(([pattern, why]) =>
        [...file.text.matchAll(pattern)].map((match) => `${file.name}:${lineOf(file.text, match.index)}: '${match[0].trim()}': ${why}`),
      ),
    ),
  good: [{ name: 'README.md', text: 'The workspace/work/ folder, hackers, a todo list, XXH64, ./tmp/x\n' }],
  bad: [
    [{ name: 'README.md', text: `a ${'TO' + 'DO'}: b` }],
    [{ name: 'engine/mm/a.cc', text: `// ${'FIX' + 'ME'}` }],
    [{ name: 'web/src/app/a.ts', text: `const a = '/${'wo' + 'rk'}/x';` }],
    [{ name: 'tests/a.mjs', text: `"/${'tm' + 'p'}/x"` }],
    [{ name: 'README.md', text: `${'<'.repeat(7)} HEAD\n` }],
    [{ name: 'README.md', text: `see ${'issue'} 12` }],
  ],
};
