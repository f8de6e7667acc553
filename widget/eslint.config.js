import js from '@eslint/js';
import globals from 'globals';

const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTML', 'setHTMLUnsafe'];

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'complexity': ['error', 10],
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'max-depth': ['error', 3],
      'max-statements': ['error', 25],
      'max-len': ['error', { code: 128, ignoreStrings: true }],
      'max-lines': ['error', 250],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-shadow': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['src/**'], languageOptions: { globals: globals.browser } },
  {
    // Text is only ever text: docs/widget.md, rule 2.
    files: ['src/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...MARKUP.map((property) => ({ property, message: 'Make nodes with view/dom.js.' })),
      ],
    },
  },
  { files: ['*.js', 'test/**'], languageOptions: { globals: globals.node } },
];
