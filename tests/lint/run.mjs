// Checks the repository against its own rules: node tests/lint/run.mjs
//
// A rule is {name, check(tree) → ["FILE:LINE: what is wrong"], good, bad}. Each gives three tests: the repository obeys it, it refuses
// every one of its bad trees, it accepts its good tree. So no rule can pass because it looks at nothing.
import { Suite } from '../support/suite.mjs';
import { divergences } from './diverges.mjs';
import { hashTable } from './hash_table.mjs';
import { bannedConstructs, bannedWords } from './rules/banned.mjs';
import { commentTables } from './rules/comments.mjs';
import { drawings } from './rules/drawings.mjs';
import { listedFields } from './rules/fields.mjs';
import { generatedFiles } from './rules/generated.mjs';
import { standardIncludes } from './rules/includes.mjs';
import { engineLayers, webLayers, webModules } from './rules/layers.mjs';
import { fileNames, topOfTheTree } from './rules/shape.mjs';
import { fileSizes, functionSizes, lineLengths } from './rules/sizes.mjs';
import { readTree } from './tree.mjs';

const rules = [
  engineLayers,
  webLayers,
  webModules,
  drawings,
  standardIncludes,
  fileSizes,
  functionSizes,
  lineLengths,
  bannedConstructs,
  bannedWords,
  commentTables,
  generatedFiles,
  listedFields,
  hashTable,
  divergences,
  topOfTheTree,
  fileNames,
];

const suite = new Suite();
const tree = readTree();
for (const rule of rules) {
  suite.record(rule.name, rule.check(tree).join('\n'));
  const accepted = rule.bad.filter((bad) => rule.check(bad).length === 0).map((bad) => JSON.stringify(bad).slice(0, 300));
  suite.record(`${rule.name}: refuses what is wrong`, accepted.join('\n'));
  suite.record(`${rule.name}: accepts what is right`, rule.check(rule.good).join('\n'));
}
suite.finish();
