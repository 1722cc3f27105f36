import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { zones } from './scripts/zones.mjs'

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        window: 'readonly',
        document: 'readonly',
        localStorage: 'readonly',
        performance: 'readonly',
        getComputedStyle: 'readonly',
        PerformanceObserver: 'readonly',
        requestAnimationFrame: 'readonly',
        DataTransfer: 'readonly',
        File: 'readonly',
      },
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'react-hooks': hooks, cordon: zones },
    rules: {
      ...hooks.configs.recommended.rules,
      'cordon/zones': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'ExportAllDeclaration', message: 'No barrel files: import from where a thing is.' },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Text from the record is never HTML.' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      // Functions in properties, so that they can be passed on without their object.
      '@typescript-eslint/method-signature-style': ['error', 'property'],
      'max-lines': ['error', 400],
    },
  },
  { files: ['vite.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
)
